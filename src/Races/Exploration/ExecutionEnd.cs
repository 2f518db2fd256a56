namespace RaceSim.Exploration;

/// <summary>How one execution ended. The set is closed.</summary>
public enum ExecutionEnd : byte
{
    /// <summary>Every actor finished and no check was broken.</summary>
    Completed,

    /// <summary>A check was broken, at a step or at the end.</summary>
    Violated,

    /// <summary>Some actors have more to do and none of them can move.</summary>
    Deadlocked,

    /// <summary>The step bound was reached; nothing is known of what would have followed.</summary>
    StepBoundHit,
}
