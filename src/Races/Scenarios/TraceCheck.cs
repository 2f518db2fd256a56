using RaceSim.Exploration;

namespace RaceSim.Scenarios;

/// <summary>Found means: the trace, pasted from the report's line into a replay, does the same thing. (The line does not say what it breaks.)</summary>
internal static class TraceCheck
{
    /// <summary>The replay of a trace's line.</summary>
    public static ReplayReport Replay(Scenario scenario, Trace trace) => Replayer.Run(scenario, TraceLine.Parse(TraceLine.Format(trace)));

    /// <summary>Why a replay does not do what its trace was kept for; null if it does.</summary>
    /// <param name="replay">The replay.</param>
    /// <param name="trace">The trace as it was found.</param>
    /// <param name="observed">The event that a trace without a violation was kept for.</param>
    public static string? Refutation(ReplayReport replay, Trace trace, string? observed)
    {
        if (replay.Divergence is { } divergence)
        {
            return $"the trace does not replay: {divergence.Message}";
        }

        if (trace.Violation is { } id)
        {
            return replay.Broken.Any(b => b.Violation.Invariant == id) ? null : $"the trace replays but {id} does not break";
        }

        return observed is null || replay.Reached.Contains(observed) ? null : $"the trace replays but {observed} does not happen";
    }
}
