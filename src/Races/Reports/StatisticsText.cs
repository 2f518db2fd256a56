using System.Globalization;
using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>What independent random schedules say of the space they come from, in a few lines.</summary>
internal static class StatisticsText
{
    private const int MostPairs = 8;

    /// <summary>Adds the lines, if there are statistics.</summary>
    public static void Append(StringBuilder text, RunReport report)
    {
        if (report.Pct is { } pct)
        {
            text.Append(CultureInfo.InvariantCulture, $"  a bug of depth {pct.Depth} shows in a schedule with a probability of at least {pct.PerSchedule:G2} ({pct.Actors} actors, {pct.Steps} steps)\n");
        }

        if (report.Statistics is not { } s)
        {
            return;
        }

        var classes = s.Classes == 1 ? "1 equivalence class" : $"{Figures.Count(s.Classes)} equivalence classes";
        text.Append($"  {classes} seen{(s.Schedules < report.Executions ? $" in the first {Figures.Count(s.Schedules)} schedules" : "")}; ");
        text.Append($"of further schedules {Share(s.Unseen.Share)} would show a new one (95%: {Share(s.Unseen.Low)} to {Share(s.Unseen.High)})\n");
        if (s.Curve.Count > 1)
        {
            text.Append($"  classes after 1, 2, 5, 10, ... schedules: {string.Join(", ", s.Curve.Select(c => Figures.Count(c.Classes)))}\n");
        }

        Pairs(text, report, s);
    }

    private static void Pairs(StringBuilder text, RunReport report, SampleStatistics s)
    {
        if (s.Pairs == 0)
        {
            return;
        }

        text.Append($"  {Figures.Count(s.Reversed)} of {Figures.Count(s.Pairs, "pair")} of conflicting accesses seen in both orders");
        text.Append(s.NeverReversed.Count == 0 ? "\n" : "; never reversed:\n");
        foreach (var pair in s.NeverReversed.Take(MostPairs))
        {
            text.Append($"    {Place(report, pair.FirstActor, pair.First)} before {Place(report, pair.ThenActor, pair.Then)}\n");
        }

        if (s.NeverReversed.Count > MostPairs)
        {
            text.Append($"    and {Figures.Count(s.NeverReversed.Count - MostPairs)} more (--json lists them)\n");
        }
    }

    private static string Place(RunReport report, int actor, Steps.SourceLabel label)
    {
        var place = KernelName.Of(label, report.Build is null);
        var name = report.Actors[actor];
        // A sketch's places are named after its threads.
        return report.Build is null ? place : $"{name} {place}";
    }

    private static string Share(double share) => share.ToString("P2", CultureInfo.InvariantCulture);
}
