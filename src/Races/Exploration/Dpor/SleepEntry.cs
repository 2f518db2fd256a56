using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>A step that need not be explored here: everything that begins with it has been.</summary>
internal struct SleepEntry
{
    /// <summary>Who would take it.</summary>
    public int Actor;

    /// <summary>The value it would choose.</summary>
    public int Value;

    /// <summary>The step as announced.</summary>
    public Operation Operation;

    /// <summary>Whether the step sleeps since before the part of the space that is searched began (<see cref="SpacePart"/>).</summary>
    public bool IsForeign;
}
