using RaceSim.Scenarios;

namespace RaceSim.Tests.Sketches;

/// <summary>The sketches embedded in the catalogue.</summary>
internal static class CommittedSketches
{
    /// <summary>The file names of the sketches.</summary>
    public static IEnumerable<string> Names =>
        typeof(ScenarioReader).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>A sketch's text.</summary>
    private const string Folder = "sketches/";

    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(ScenarioReader).Assembly.GetManifestResourceStream(name.StartsWith(Folder, StringComparison.Ordinal) ? name : Folder + name)!);
        return reader.ReadToEnd();
    }

    /// <summary>A fresh instance.</summary>
    public static ScenarioInstance Instance(string name) => ScenarioReader.Read(Text(name), name).Instantiate(null, InstanceOptions.Default);
}
