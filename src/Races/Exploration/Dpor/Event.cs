using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>One executed step of the present execution.</summary>
internal struct Event
{
    /// <summary>Who took it.</summary>
    public int Actor;

    /// <summary>The value chosen; 0 unless the step is a choice.</summary>
    public int Value;

    /// <summary>One-based position among the actor's own steps.</summary>
    public int Local;

    /// <summary>The step as it was announced.</summary>
    public Operation Operation;

    /// <summary>The previous event on the first, second and third cell and on the lock; -1 for none. Means nothing without the cell or lock.</summary>
    public int PreviousOnCell;

    /// <summary>See <see cref="PreviousOnCell"/>.</summary>
    public int PreviousOnCell2;

    /// <summary>See <see cref="PreviousOnCell"/>.</summary>
    public int PreviousOnCell3;

    /// <summary>See <see cref="PreviousOnCell"/>.</summary>
    public int PreviousOnLock;
}
