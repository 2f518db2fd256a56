using System.Text;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Gates;

namespace RaceSim.Cli.Gates;

/// <summary>The exploration profiles: those of <c>coyote-configs/</c>, which are part of the tool, and the user's own files.</summary>
internal static class Profiles
{
    private const string Prefix = "profiles/";
    private const string Suffix = ".json";

    /// <summary>The names of the profiles that are part of the tool.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Profiles).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The profile with this name, or of this file.</summary>
    /// <exception cref="InputException">There is none, or it is not well formed.</exception>
    public static ExplorationProfile Find(string nameOrFile)
    {
        if (Names.Contains(nameOrFile))
        {
            using var stream = new StreamReader(typeof(Profiles).Assembly.GetManifestResourceStream(Prefix + nameOrFile + Suffix)!, Encoding.UTF8);
            return ExplorationProfileReader.Read(stream.ReadToEnd(), nameOrFile + Suffix, nameOrFile);
        }

        return nameOrFile.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) || InputFile.IsPath(nameOrFile)
            ? ExplorationProfileReader.Read(InputFile.Read(nameOrFile), nameOrFile, nameOrFile)
            : throw new InputException($"there is no profile '{nameOrFile}'{NearestName.Hint(nameOrFile, Names)}; known: {string.Join(", ", Names)}, or a file");
    }
}
