namespace RaceSim.Scenarios.Sketches;

/// <summary>The statements of a sketch.</summary>
internal enum StatementKind : byte
{
    /// <summary><c>reg = cell</c>.</summary>
    Load,

    /// <summary><c>cell = expr</c>.</summary>
    Store,

    /// <summary><c>reg = expr</c>.</summary>
    Set,

    /// <summary><c>reg = fetch_add(cell, expr)</c>.</summary>
    FetchAdd,

    /// <summary><c>reg = xchg(cell, expr)</c>.</summary>
    Exchange,

    /// <summary><c>reg = cmpxchg(cell, old, new)</c>.</summary>
    CompareExchange,

    /// <summary><c>store_release(cell, expr)</c>.</summary>
    StoreRelease,

    /// <summary><c>reg = load_acquire(cell)</c>.</summary>
    LoadAcquire,

    /// <summary><c>mb</c>.</summary>
    FullBarrier,

    /// <summary><c>wmb</c>.</summary>
    WriteBarrier,

    /// <summary><c>rmb</c>.</summary>
    ReadBarrier,

    /// <summary><c>reg = choose(n)</c>.</summary>
    Choose,

    /// <summary><c>lock(l)</c>.</summary>
    Lock,

    /// <summary><c>unlock(l)</c>.</summary>
    Unlock,

    /// <summary><c>reg = trylock(l)</c>.</summary>
    TryLock,

    /// <summary><c>assert expr</c>.</summary>
    Assert,

    /// <summary><c>{ if: expr, then: [...], else: [...] }</c>.</summary>
    If,

    /// <summary><c>{ repeat: n, do: [...] }</c>.</summary>
    Repeat,

    /// <summary><c>{ while: expr, do: [...] }</c>.</summary>
    While,
}
