using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>The rows of a reproduction that the user named: by scenario or file, by claim, by the seed document that raised it.</summary>
internal static class ReproductionChoice
{
    /// <summary>The rows that match.</summary>
    /// <param name="names">Scenarios, files (all of their rows), and claims (only the rows that settle one of them); none is everything that settles a claim.</param>
    /// <param name="seed">How the name of the source begins; null for any.</param>
    /// <exception cref="InputException">A name is unknown, or nothing comes from such a source; suggests what was meant.</exception>
    public static IReadOnlyList<ReproductionTask> Tasks(string[] names, string? seed)
    {
        var rows = names.Length == 0
            ? [.. ScenarioCatalogue.Entries.Where(e => e.Claims.Count > 0).Select(ScenarioCatalogue.Read).SelectMany(ReproductionTask.Of)]
            : names.SelectMany(Named).DistinctBy(r => (r.Digest, r.Scenario, r.Build, r.Expected)).ToList();
        if (seed is null)
        {
            return rows;
        }

        var chosen = rows.Where(r => seed.Length > 0 && r.Source.StartsWith(seed, StringComparison.OrdinalIgnoreCase)).ToList();
        return chosen.Count > 0 ? chosen : throw NoSuchSeed(seed, rows);
    }

    private static IEnumerable<ReproductionTask> Named(string name)
    {
        var rows = ScenarioChoice.All(name).SelectMany(ReproductionTask.Of).ToList();
        var isScenario = InputFile.IsPath(name) || rows.Exists(r => string.Equals(r.Scenario, name, StringComparison.OrdinalIgnoreCase));
        return isScenario ? rows : rows.Where(r => r.Claims.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    private static InputException NoSuchSeed(string seed, IReadOnlyList<ReproductionTask> rows)
    {
        var documents = rows.Select(r => Document(r.Source)).Where(d => d.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        var numbers = documents.Select(d => d.Split('_')[0]).Distinct().ToList();
        var near = NearestName.Of(seed, numbers) ?? NearestName.Of(seed, documents);
        var hint = near is not null ? $"; did you mean '{near}'?" : documents.Count > 0 ? $"; known: {string.Join(", ", documents)}" : "";
        return new InputException($"no claim comes from a seed document whose name begins with '{seed}'{hint}");
    }

    private static string Document(string source)
    {
        var end = source.IndexOf('#', StringComparison.Ordinal);
        return end < 0 ? "" : source[..end]; // Others are a commit or a CVE.
    }
}
