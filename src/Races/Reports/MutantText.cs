using System.Text;
using RaceSim.Scenarios.Mutants;

namespace RaceSim.Reports;

/// <summary>Mutants as a table: which check notices, on what, after how many schedules; then what survives and why, and the score.</summary>
public static class MutantText
{
    private static readonly MutantEnd[] Survivals = [MutantEnd.Gap, MutantEnd.Unexplained, MutantEnd.Open, MutantEnd.Permitted, MutantEnd.Equivalent];

    /// <summary>Renders the reports.</summary>
    public static string Render(IReadOnlyList<MutantReport> reports)
    {
        var text = new StringBuilder();
        var killed = reports.Where(r => r.End == MutantEnd.Killed).ToList();
        if (killed.Count > 0)
        {
            Killed(text, killed);
        }

        foreach (var end in Survivals)
        {
            Survivors(text, end, [.. reports.Where(r => r.End == end)]);
        }

        return text.Append(Score(reports)).Append('\n').ToString();
    }

    /// <summary>The one line that sums them up.</summary>
    public static string Score(IReadOnlyList<MutantReport> reports)
    {
        int Of(MutantEnd end) => reports.Count(r => r.End == end);
        var killable = reports.Count - Of(MutantEnd.Equivalent) - Of(MutantEnd.Permitted);
        return $"{Figures.Count(reports.Count, "mutant")} of {Figures.Count(reports.Select(r => r.Place.Mutation.Site.Member).Distinct().Count(), "function")}: "
            + $"{Of(MutantEnd.Killed)} of {killable} that do something wrong are killed; {Of(MutantEnd.Equivalent)} are equivalent and {Of(MutantEnd.Permitted)} permitted; "
            + $"{Of(MutantEnd.Gap)} gaps, {Of(MutantEnd.Unexplained)} unexplained, {Of(MutantEnd.Open)} open";
    }

    /// <summary>How a mutation is named: <c>drop write of refcount</c>.</summary>
    public static string Name(MutantPlace place) => $"{KnownSurvivors.Word(place.Mutation.Kind)} of {place.Target}";

    /// <summary>Where it is: <c>copy_present_ptes:57</c>; of two swapped updates the lines of both.</summary>
    public static string Where(SiteMutation mutation) =>
        KernelName.Of(mutation.Site, isSketch: false)
        + (mutation.Partner.Member is null ? "" : mutation.Partner.Member == mutation.Site.Member ? $"/{mutation.Partner.Line}" : $" / {KernelName.Of(mutation.Partner, isSketch: false)}");

    /// <summary>What a strategy made of a mutant: <c>I1 3</c>.</summary>
    public static string Fate(MutantFate fate) => fate.Killer switch
    {
        null => "-",
        MutantFate.Model => MutantFate.Model,
        _ => $"{fate.Killer} {Figures.Count(fate.Schedules)}",
    };

    /// <summary>What an end means, for a heading.</summary>
    public static string Heading(MutantEnd end) => end switch
    {
        MutantEnd.Killed => "killed",
        MutantEnd.Gap => "gaps: what would notice is missing, a check or a scenario",
        MutantEnd.Unexplained => "unexplained: the same outcomes in every schedule that could be run, and nobody has said why",
        MutantEnd.Open => "open: no check fails, and no scenario that reaches the place could be searched to the end",
        MutantEnd.Permitted => "permitted: other outcomes, which no rule forbids",
        _ => "equivalent",
    };

    private static void Killed(StringBuilder text, List<MutantReport> killed)
    {
        var strategies = killed[0].Fates.Select(f => f.Strategy.ToString().ToLowerInvariant()).ToList();
        var table = new TextTable([false, false, false, .. strategies.Select(_ => false), false]);
        table.Add(["place", "mutation", "on", .. strategies, "verify"]);
        foreach (var report in killed)
        {
            var mutant = report.By!;
            table.Add(
            [
                Where(report.Place.Mutation), Name(report.Place), $"{mutant.Subject.Scenario.Name}@{mutant.Subject.Build}",
                .. report.Fates.Select(f => Fate(f.Fate)), report.Search is null ? "" : Fate(report.Search),
            ]);
        }

        table.Render(text);
    }

    private static void Survivors(StringBuilder text, MutantEnd end, List<MutantReport> reports)
    {
        if (reports.Count == 0)
        {
            return;
        }

        text.Append($"{Heading(end)}\n");
        foreach (var report in reports)
        {
            var place = report.Place;
            text.Append($"  {Where(place.Mutation)} {Name(place)}: {report.Reason}{Evidence(report)}\n");
            foreach (var example in report.Examples)
            {
                text.Append($"      {example}\n");
            }
        }
    }

    private static string Evidence(MutantReport report) =>
        report.Place.Mutation.Kind == SiteMutationKind.DropBarrier ? ""
        : $" ({report.Searched} of {Figures.Count(report.Place.Mutants.Count, "build")} searched to the end)";
}
