namespace RaceSim.Steps;

/// <summary>What an actor's next step does; the word a trace prints and a strategy may look at.</summary>
public enum OperationKind : byte
{
    /// <summary>No step is announced: the actor has finished or has not started.</summary>
    None,

    /// <summary>A load of one cell.</summary>
    Load,

    /// <summary>A store to one cell.</summary>
    Store,

    /// <summary>An atomic read-modify-write of one cell (also a failed compare-exchange).</summary>
    ReadModifyWrite,

    /// <summary>A memory barrier; touches nothing in a sequentially consistent machine.</summary>
    Fence,

    /// <summary>A request for a lock: takes a place in its FIFO queue, is always enabled, and blocks the actor until granted.</summary>
    Acquire,

    /// <summary>An attempt to take a lock that never waits.</summary>
    TryAcquire,

    /// <summary>Gives a lock up.</summary>
    Release,

    /// <summary>Looks whether somebody waits for a lock (the kernel's <c>spin_needbreak</c>).</summary>
    Peek,

    /// <summary>Takes one of <see cref="Operation.Arity"/> values: the program's own nondeterminism.</summary>
    Choose,

    /// <summary>A load or store of user space through the CPU's TLB.</summary>
    UserAccess,

    /// <summary>A hardware page-table walk that ends in a TLB fill.</summary>
    Walk,

    /// <summary>Starts a TLB shootdown: flushes the own TLB, asks the other CPUs, blocks until all have acknowledged.</summary>
    Flush,

    /// <summary>An interrupt's flush of its CPU's TLB, acknowledged to the CPU that asked.</summary>
    FlushInterrupt,

    /// <summary>An allocation that may sleep or fail.</summary>
    Allocate,

    /// <summary>A step with an effect that no other actor can see or order (a marker in a trace).</summary>
    Local,

    /// <summary>A store into the CPU's own store buffer: nobody else sees it yet (weaker machines only).</summary>
    BufferedStore,

    /// <summary>A load that finds its value in the CPU's own store buffer (weaker machines only).</summary>
    Forward,

    /// <summary>A store buffer's oldest store, or its oldest of one cell, reaches memory (weaker machines only).</summary>
    Drain,
}
