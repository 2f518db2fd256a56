using System.Text;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Claims;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Reports;

/// <summary>
/// The claims as a page of the documentation: a section for each discussion, below it each claim with its rows. No times, so that two runs write the same page.
/// </summary>
public static class ClaimMarkdown
{
    private const string NoLength = "-";
    private const string Catalogue = "../src/Races/Scenarios/Catalogue/";

    /// <summary>Renders the page.</summary>
    /// <param name="rows">The rows, in the order of their files.</param>
    /// <param name="all">Whether these are all rows of the catalogue, so that a claim without one is open.</param>
    public static string Render(IReadOnlyList<ClaimRow> rows, bool all)
    {
        var text = new StringBuilder(Preface);
        var groups = Groups(rows, all);
        Summary(text, rows, groups);
        foreach (var group in groups)
        {
            Group(text, group, rows);
        }

        return text.ToString();
    }

    /// <summary>Steps and preemptions of a shortened trace as the page has them: bare if proved to be the fewest.</summary>
    public static (string Steps, string Preemptions) Lengths(MinimalTrace? minimal)
    {
        static string Length(int count, bool isProved) => $"{(isProved ? "" : "≤ ")}{count}";
        return minimal is null ? (NoLength, NoLength) : (Length(minimal.Cost.Steps, minimal.AreStepsProved), Length(minimal.Cost.Preemptions, minimal.ArePreemptionsProved));
    }

    private static string Preface =>
        """
        # The claims

        Written by `racesim reproduce --markdown FILE`: every claim, who made it, and what became of it on each build. A row is one verdict of one scenario on one build.

        - **verdict**: `violates` an invariant or `observes` an event: some schedule does, and here is how short. `clean`, `holds` or `avoids`: no schedule does, and all were run (`holds`: only
          these invariants were armed). A claim without a scenario is *open*, and says why.
        - **steps** and **preemptions**: the shortest known trace, up to what it shows: fewest preemptions first, then fewest steps. Proved to be the shortest, but for a number after `≤`.
        - **stated by**: the `thread`, `commit` or `CVE` in the column before, if it says what the verdict says; otherwise `RaceSim`: found here, the source asks or does not say. A thread does not
          speak for kernels later than itself unless they still have the code in question; a commit that fixed a bug speaks for all that contain it. A mutation (`+`) is stated by a source that says
          what the step left out is for.
        - **otherwise said** in the last column: the source, or our own earlier reading of it, expects another verdict. [deviations.md](deviations.md) tells more.


        """.ReplaceLineEndings("\n");

    // Claims that nobody has listed (of a user's own files) come last.
    private static List<ClaimGroup> Groups(IReadOnlyList<ClaimRow> rows, bool all)
    {
        var claimed = rows.SelectMany(r => r.Task.Claims).ToHashSet(StringComparer.Ordinal);
        var groups = ClaimCatalogue.Groups
            .Select(g => g with { Claims = [.. g.Claims.Where(c => claimed.Contains(c.Id) || (all && c.Open.Length > 0))] })
            .Where(g => g.Claims.Count > 0)
            .ToList();
        var listed = groups.SelectMany(g => g.Claims).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var others = claimed.Where(id => !listed.Contains(id)).Order(StringComparer.Ordinal).Select(id => new Claim(id, "", "", "", "")).ToList();
        return others.Count == 0 ? groups : [.. groups, new ClaimGroup("Other claims", "", "", others)];
    }

    private static void Summary(StringBuilder text, IReadOnlyList<ClaimRow> rows, List<ClaimGroup> groups)
    {
        var claims = groups.SelectMany(g => g.Claims).ToList();
        var open = claims.Count(c => c.Open.Length > 0);
        text.Append($"{Figures.Count(claims.Count, "claim")}{(open > 0 ? $", {open} of them open" : "")}; {Figures.Count(rows.Count, "row")}: {Figures.Count(rows.Count(r => r.IsViolation), "violation")}, ");
        text.Append($"{Figures.Count(rows.Count(r => r.HasTrace && !r.IsViolation), "event")}, {rows.Count(r => !r.HasTrace)} where nothing breaks. A row that settles two claims stands under both and is counted once in the total.\n\n");
        text.Append("| | claims | rows | stated by the source | found by RaceSim | against the source | against our reading |\n|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (var group in groups)
        {
            SummaryRow(text, group.Title, group.Claims.Count, [.. rows.Where(r => group.Claims.Any(c => r.Task.Claims.Contains(c.Id)))]);
        }

        SummaryRow(text, "all", claims.Count, rows);
    }

    private static void SummaryRow(StringBuilder text, string title, int claims, IReadOnlyList<ClaimRow> rows) =>
        text.Append($"| {title} | {claims} | {rows.Count} | {rows.Count(r => r.IsBySource)} | {rows.Count(r => !r.IsBySource)} | {rows.Count(r => r.IsAgainstSource)} | {rows.Count(r => r.IsAgainstReading)} |\n");

    private static void Group(StringBuilder text, ClaimGroup group, IReadOnlyList<ClaimRow> rows)
    {
        text.Append($"\n## {group.Title}\n");
        if (group.Document.Length + group.About.Length > 0)
        {
            text.Append($"\n{string.Join(": ", new[] { group.Document.Length > 0 ? $"`{group.Document}`" : "", group.About }.Where(t => t.Length > 0))}\n");
        }

        foreach (var claim in group.Claims)
        {
            Claim(text, group, claim, [.. rows.Where(r => r.Task.Claims.Contains(claim.Id))]);
        }
    }

    private static void Claim(StringBuilder text, ClaimGroup group, Claim claim, List<ClaimRow> rows)
    {
        text.Append($"\n### {claim.Id}{(claim.Says.Length > 0 ? $": {claim.Says}" : "")}\n\n");
        if (claim.Remark.Length > 0)
        {
            text.Append($"{claim.Remark}\n\n");
        }

        if (rows.Count == 0)
        {
            text.Append($"Open ({string.Join(", ", claim.Source.Split(", ").Select(s => $"`{s}`"))}): {claim.Open}.\n");
            return;
        }

        text.Append("| scenario | build | verdict | steps | preemptions | source | stated by | |\n|---|---|---|---:|---:|---|---|---|\n");
        foreach (var row in rows)
        {
            var (steps, preemptions) = Lengths(row.Outcome?.Minimal);
            text.Append($"| {Scenario(row.Task)} | `{row.Task.Build ?? "-"}` | {Verdict(row)} | {steps} | {preemptions} | {Place(row.Task.Source, group)} | {StatedBy(row)} | {Cell(Remarks(row.Task.Expectation))} |\n");
        }
    }

    private static string Scenario(ReproductionTask task) =>
        ScenarioCatalogue.Entries.Any(e => e.File == task.File) ? $"[{task.Scenario}]({Catalogue}{task.File})" : task.Scenario;

    private static string Verdict(ClaimRow row)
    {
        var holds = string.Join(", ", row.Task.Expectation.Holds);
        var expected = holds.Length == 0 ? row.Task.Expected
            : row.Task.Expected == "clean" ? $"holds {holds}" : $"{row.Task.Expected} ({holds} {(row.Task.Expectation.Holds.Count == 1 ? "holds" : "hold")})";
        return row.Outcome is { IsAsExpected: false } outcome ? $"**expected: {expected}, found: {Cell(outcome.Found)}**" : expected;
    }

    // In a thread's own section the number of the comment is enough.
    private static string Place(string source, ClaimGroup group) =>
        source.Length == 0 ? NoLength
        : group.Document.Length > 0 && source.StartsWith(group.Document + "#", StringComparison.Ordinal) ? source[group.Document.Length..]
        : $"`{source}`";

    private static string StatedBy(ClaimRow row) =>
        !row.IsBySource ? "RaceSim"
        : row.Task.Source.Contains('#', StringComparison.Ordinal) ? "thread"
        : row.Task.Source.StartsWith("CVE-", StringComparison.Ordinal) ? "CVE"
        : row.Task.Source.Length > 0 ? "commit" : NoLength;

    private static string Remarks(Expectation expectation)
    {
        string[] remarks = [expectation.Differs.Length > 0 ? $"**otherwise said**: {expectation.Differs}" : "", expectation.Note];
        return string.Join("; ", remarks.Where(r => r.Length > 0));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
