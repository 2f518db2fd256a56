using System.Text;
using RaceSim.Scenarios;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>Two runs of one scenario in two columns, from where they part.</summary>
public static class SideBySide
{
    private const int Before = 2;

    /// <summary>The number of steps with which both begin.</summary>
    public static int Common(ReplayReport left, ReplayReport right)
    {
        var common = 0;
        while (common < left.Steps.Count && common < right.Steps.Count && IsSame(left.Steps[common], right.Steps[common]))
        {
            common++;
        }

        return common;
    }

    /// <summary>Renders the two.</summary>
    /// <param name="left">One run.</param>
    /// <param name="right">The other.</param>
    /// <param name="titles">What stands above each.</param>
    /// <param name="width">The columns to fill.</param>
    /// <param name="rows">The most rows after the parting; the rest is counted.</param>
    /// <param name="alike">The number of steps with which both begin, where that is not <see cref="Common"/>.</param>
    public static string Render(ReplayReport left, ReplayReport right, (string Left, string Right) titles, int width, int rows = int.MaxValue, int? alike = null)
    {
        var text = new StringBuilder();
        var column = (width - 3) / 2;
        var common = alike ?? Common(left, right);
        void Line(string a, string b) => text.Append($"{Fit(a, column).PadRight(column)} │ {Fit(b, column)}".TrimEnd()).Append('\n');
        Line(titles.Left, titles.Right);
        if (common > Before)
        {
            text.Append($"  {Figures.Count(common - Before, "step")} alike\n");
        }

        var end = Math.Max(left.Steps.Count, right.Steps.Count);
        var last = Math.Min(end, common + (long)rows);
        for (var i = Math.Max(0, common - Before); i < last; i++)
        {
            if (i == common)
            {
                text.Append($"{"── here they part ".PadRight(column, '─')}─┼{new string('─', column + 1)}\n");
            }

            Line(Cell(left, i), Cell(right, i));
        }

        if (last < end)
        {
            Line(More(left, (int)last), More(right, (int)last));
        }

        Line(End(left), End(right));
        return text.ToString();
    }

    /// <summary>One step as a cell: <c>17 CPU1 ksmd rmw X.refcount: 3 -> 4</c>.</summary>
    internal static string Cell(ReplayReport report, int index)
    {
        if (index >= report.Steps.Count)
        {
            return "";
        }

        var step = report.Steps[index];
        var change = StepMemory.Telling(step).FirstOrDefault() is { } first ? $"{(first.Cell == step.Subject ? "" : $" {first.Cell}")}: {first.Before} -> {first.After}" : step.Value.Length == 0 ? "" : step.Kind is OperationKind.Choose or OperationKind.UserAccess or OperationKind.Local ? $" {step.Value}" : $" is {step.Value}";
        return $"{step.Number,4} {report.Actors[step.Actor]} {StepWords.Short(step.Kind, step.Subject)}{(step.Waits ? " (waits)" : change)}";
    }

    private static bool IsSame(ReplayStep a, ReplayStep b) => a.Actor == b.Actor && a.Label == b.Label && a.Kind == b.Kind && a.Subject == b.Subject && a.Value == b.Value;

    private static string More(ReplayReport report, int from) => report.Steps.Count > from ? $"     and {Figures.Count(report.Steps.Count - from, "step")} more" : "";

    private static string End(ReplayReport report) =>
        report.Divergence is { } divergence ? $"     diverges at step {divergence.Step + 1}"
        : report.Violation is { } broken ? $"     {broken.Violation.Invariant} breaks after step {broken.Step}"
        : report.IsFinished ? "     ends; nothing breaks" : "     stops here; nothing breaks";

    private static string Fit(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
