namespace RaceSim.Steps;

/// <summary>What a step does to a lock's queue; decides which steps on one lock commute (see <see cref="Dependence"/>).</summary>
public enum LockAction : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An exclusive request: takes a place in the queue.</summary>
    Request,

    /// <summary>A shared request (a reader's).</summary>
    RequestShared,

    /// <summary>Gives an exclusive hold up.</summary>
    Release,

    /// <summary>Gives a shared hold up.</summary>
    ReleaseShared,

    /// <summary>A trylock: what it returns depends on the lock's state.</summary>
    Try,

    /// <summary>A look at the queue that changes nothing.</summary>
    Peek,
}
