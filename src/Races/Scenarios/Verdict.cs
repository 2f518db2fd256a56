namespace RaceSim.Scenarios;

/// <summary>What a run says of a scenario; each has one sentence and one exit code.</summary>
public enum Verdict
{
    /// <summary>A schedule breaks a check; there is a trace.</summary>
    Violated,

    /// <summary>The space was exhausted (or all schedules with at most c preemptions) without a violation.</summary>
    Proved,

    /// <summary>Not found in N schedules.</summary>
    Bounded,

    /// <summary>An event that the scenario says must be reachable never happened.</summary>
    Vacuous,

    /// <summary>The budget ended, or a step bound was hit.</summary>
    Unknown,
}
