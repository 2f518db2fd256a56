using System.Text;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Reports;

/// <summary>What became of a trace whose model has changed.</summary>
public static class HealText
{
    /// <summary>Renders it.</summary>
    /// <param name="report">The replay of the trace as given.</param>
    /// <param name="healed">What was found instead; null for nothing.</param>
    /// <param name="width">The columns to fill.</param>
    public static string Render(ReplayReport report, HealedTrace? healed, int width)
    {
        var text = new StringBuilder();
        var what = report.Divergence is { } divergence ? $"the trace is left at step {divergence.Step + 1}: {divergence.Message}"
            : report.Trace.Violation is { } id ? $"the trace can be followed to its end after {Figures.Count(report.Steps.Count, "step")}, but {id} does not break"
            : $"the trace can be followed to its end after {Figures.Count(report.Steps.Count, "step")}, but nothing breaks";
        foreach (var line in Wrapping.Lines(what, width))
        {
            text.Append(line).Append('\n');
        }

        if (healed is null)
        {
            return text.Append("NOT HEALED: the violation was not found nearby\n").ToString();
        }

        text.Append($"HEALED: {healed.Minimal.Shows.Name} breaks again, found {healed.How} ({Figures.Count(healed.Executions, "execution")})\n");
        return text.Append($"  {TraceLine.Format(healed.Minimal.Trace)}\n").ToString();
    }
}
