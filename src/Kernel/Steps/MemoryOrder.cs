namespace RaceSim.Steps;

/// <summary>
/// The ordering word the kernel writes at an access. A sequentially consistent machine ignores it; a store buffer (TSO, PSO)
/// obeys it (kernel: <c>Documentation/memory-barriers.txt</c>).
/// </summary>
public enum MemoryOrder : byte
{
    /// <summary>A plain C access.</summary>
    Plain,

    /// <summary><c>READ_ONCE</c> / <c>WRITE_ONCE</c>.</summary>
    Once,

    /// <summary><c>smp_load_acquire</c>, and every lock acquisition.</summary>
    Acquire,

    /// <summary><c>smp_store_release</c>, and every lock release.</summary>
    Release,

    /// <summary>A relaxed atomic read-modify-write.</summary>
    Relaxed,

    /// <summary>A fully ordered atomic read-modify-write, or <c>smp_mb</c>.</summary>
    Full,

    /// <summary><c>smp_wmb</c>.</summary>
    WriteBarrier,

    /// <summary><c>smp_rmb</c>.</summary>
    ReadBarrier,
}
