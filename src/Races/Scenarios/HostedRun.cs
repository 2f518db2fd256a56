using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>An execution that another host has run, in the order in which its steps took effect.</summary>
/// <param name="Schedule">The decisions.</param>
/// <param name="Fingerprint">A hash of the final state; null if the execution was given up before its end.</param>
/// <param name="Violation">What the host saw break; null if nothing.</param>
public sealed record HostedRun(Schedule Schedule, ulong? Fingerprint, Violation? Violation)
{
    /// <summary>Takes down what a run has just done.</summary>
    /// <param name="run">The run; its execution has ended.</param>
    public static HostedRun Of(Actors.FreeRun run)
    {
        var schedule = new Schedule();
        foreach (var (actor, value) in run.Decisions)
        {
            schedule.Add(actor, value);
        }

        return new HostedRun(schedule, run.WasGivenUp ? null : run.Fingerprint(), run.Violation);
    }
}
