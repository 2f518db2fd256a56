namespace RaceSim.Scenarios;

/// <summary>What PCT guarantees for a run (Burckhardt et al., ASPLOS 2010), with the run's own numbers.</summary>
/// <param name="Actors">n.</param>
/// <param name="Steps">k: the steps of the longest execution, as measured by random walks before the run.</param>
/// <param name="Depth">d.</param>
/// <param name="Schedules">The schedules run.</param>
public sealed record PctBound(int Actors, int Steps, int Depth, long Schedules)
{
    /// <summary>The least probability with which one schedule shows a bug of this depth: 1 / (n k^(d-1)).</summary>
    public double PerSchedule => 1 / (Actors * Math.Pow(Steps, Depth - 1));

    /// <summary>The greatest probability with which all of the schedules have missed one.</summary>
    public double Missed => Math.Pow(1 - PerSchedule, Schedules);
}
