using RaceSim.Scenarios;

namespace RaceSim.Tests.Sketches;

/// <summary>The sketches embedded in the catalogue.</summary>
internal static class CommittedSketches
{
    /// <summary>The file names of the sketches.</summary>
    public static IEnumerable<string> Names =>
        typeof(ScenarioReader).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".yaml", StringComparison.Ordinal) && Text(name).Contains("\nprogram:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>A sketch's text.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(ScenarioReader).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>A fresh instance.</summary>
    public static ScenarioInstance Instance(string name) => ScenarioReader.Read(Text(name), name).Instantiate(null, InstanceOptions.Default);
}
