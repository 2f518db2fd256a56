namespace RaceSim.Scenarios.Mutants;

/// <summary>What a mutant comes to, over all scenarios that reach its place.</summary>
public enum MutantEnd
{
    /// <summary>A check fails.</summary>
    Killed,

    /// <summary>It can do exactly what the original can, in every schedule of every scenario that could be searched, and why is written down.</summary>
    Equivalent,

    /// <summary>It does something else that no rule forbids, and why is written down.</summary>
    Permitted,

    /// <summary>The same outcomes as the original, and nobody has said why: a scenario may be missing.</summary>
    Unexplained,

    /// <summary>Other outcomes than the original's, and no check notices; or it is written down which check or scenario is missing.</summary>
    Gap,

    /// <summary>No check fails, and no scenario that reaches the place could be searched to the end.</summary>
    Open,
}
