namespace RaceSim.Scenarios.Gates;

/// <summary>What a gate makes of a row.</summary>
public enum GateOutcome
{
    /// <summary>As expected: clean, or violated as announced.</summary>
    Passed,

    /// <summary>A violation that nothing announced, or an announced one that is gone.</summary>
    Failed,

    /// <summary>No verdict within the budget, or a run that tested nothing.</summary>
    NoVerdict,
}
