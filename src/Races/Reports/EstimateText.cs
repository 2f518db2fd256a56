using System.Globalization;
using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>How large a space is thought to be, in words.</summary>
public static class EstimateText
{
    private const double Interval = 1.96;
    private const double MostPercent = 99;

    // Beyond it the walks have hardly met the large branches, and the normal law says nothing.
    private const double MostError = 0.3;

    /// <summary>What a line of progress says: the part done and the time left, both as estimates.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="executions">The executions run so far, at least 1.</param>
    /// <param name="elapsedSeconds">The time they took.</param>
    public static string Progress(SpaceEstimate estimate, long executions, double elapsedSeconds)
    {
        if (executions >= estimate.Classes)
        {
            return $" (more than the {Number(estimate.Classes)} expected)";
        }

        var left = elapsedSeconds * (estimate.Classes - executions) / Math.Max(1, executions);
        return $" ({Percent(estimate, executions)} of about {Number(estimate.Classes)}; about {Time(left)} left)";
    }

    internal static void Append(StringBuilder text, RunReport report)
    {
        if (report.Estimate is not { } e)
        {
            return;
        }

        var error = Interval * e.ClassesError / e.Classes;
        text.Append(CultureInfo.InvariantCulture, $"  about {Number(e.Classes)} executions in all ({(error < MostError ? $"95%: within {100 * error:0.#}%" : "rough")}");
        text.Append($"; {Figures.Count(e.Samples, "sample")}), of about {Number(e.Schedules)} schedules: {Percent(e, report.Executions)} done\n");
    }

    internal static double Done(SpaceEstimate estimate, long executions) => Math.Min(MostPercent / 100, executions / estimate.Classes);

    private static string Percent(SpaceEstimate estimate, long executions) => (100 * Done(estimate, executions)) switch
    {
        >= MostPercent => "nearly all",
        >= 1 and var p => $"{Math.Floor(p).ToString("0", CultureInfo.InvariantCulture)}%",
        _ => "less than 1%",
    };

    // An estimate of 7.29E+12 is not known to its last digit.
    private static string Number(double count) => count < 1e7
        ? Math.Round(count).ToString("N0", CultureInfo.InvariantCulture) : count.ToString("0.0e0", CultureInfo.InvariantCulture);

    private static string Time(double seconds) => seconds switch
    {
        < 90 => $"{Math.Ceiling(seconds).ToString("0", CultureInfo.InvariantCulture)} s",
        < 5400 => $"{Math.Round(seconds / 60).ToString("0", CultureInfo.InvariantCulture)} min",
        < 172_800 => $"{Math.Round(seconds / 3600).ToString("0", CultureInfo.InvariantCulture)} h",
        _ => $"{Number(seconds / 86_400)} days",
    };
}
