namespace RaceSim.Scenarios.Sketches;

/// <summary>The instructions of a compiled thread: first the steps that others can see, then the local ones.</summary>
internal enum InstructionKind : byte
{
    /// <summary>Loads a cell into a slot.</summary>
    Load,

    /// <summary>Stores the value into a cell.</summary>
    Store,

    /// <summary>Adds the value to a cell; the old value goes to a slot.</summary>
    FetchAdd,

    /// <summary>Stores the value into a cell; the old value goes to a slot.</summary>
    Exchange,

    /// <summary>Stores the value into a cell that holds the expected one; the old value goes to a slot.</summary>
    CompareExchange,

    /// <summary>Chooses a value for a slot.</summary>
    Choose,

    /// <summary>Stores the value into a cell after all earlier stores (<c>smp_store_release</c>).</summary>
    StoreRelease,

    /// <summary>Loads a cell into a slot before all later accesses (<c>smp_load_acquire</c>).</summary>
    LoadAcquire,

    /// <summary>A full barrier (<c>smp_mb</c>).</summary>
    FullBarrier,

    /// <summary>A store barrier (<c>smp_wmb</c>).</summary>
    WriteBarrier,

    /// <summary>A load barrier (<c>smp_rmb</c>).</summary>
    ReadBarrier,

    /// <summary>Requests a lock.</summary>
    Lock,

    /// <summary>Gives a lock up.</summary>
    Unlock,

    /// <summary>Tries a lock; 1 or 0 goes to a slot.</summary>
    TryLock,

    /// <summary>Local: puts the value into a slot.</summary>
    Set,

    /// <summary>Local: goes on elsewhere if the value is 0.</summary>
    JumpUnless,

    /// <summary>Local: goes on elsewhere.</summary>
    Jump,

    /// <summary>Local: counts a slot down and goes on elsewhere unless it has become 0.</summary>
    CountDown,

    /// <summary>Local: reports a violation if the value is 0.</summary>
    Assert,

    /// <summary>The end of the thread.</summary>
    End,
}
