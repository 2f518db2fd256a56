using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Reports;

/// <summary>What a build without the fault does where the trace's build goes wrong, in one sentence.</summary>
internal static class CleanSentence
{
    /// <summary>The sentence, with its full stop.</summary>
    public static string Of(Explanation explanation, CleanRun clean)
    {
        var text = Compared(explanation, clean);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>The same as the second half of a sentence.</summary>
    public static string Compared(Explanation explanation, CleanRun clean)
    {
        var failing = explanation.Failing;
        var here = failing.Steps[clean.PartsAt - 1];
        var build = failing.Trace.Build;
        if (clean.PartsAt > clean.Run.Steps.Count)
        {
            return $"it has ended where {build} goes on: {Told(failing, here)}.";
        }

        var there = clean.Run.Steps[clean.PartsAt - 1];
        return $"up to step {clean.PartsAt - 1} both do the same; then {Told(clean.Run, there)}, where on {build} {Told(failing, here)}.";
    }

    private static string Told(ReplayReport report, ReplayStep step) => $"{report.Actors[step.Actor]}{KernelName.Called(step, report.IsSketch)} {StepWords.Phrase(step)}";
}
