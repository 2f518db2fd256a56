namespace RaceSim.Kernel.Cpus;

/// <summary>When a store of one CPU is seen by the others.</summary>
public enum MemoryModel : byte
{
    /// <summary>Sequential consistency: at once.</summary>
    Sc,

    /// <summary>Total store order (x86, SPARC TSO): each CPU has a store buffer that drains first in, first out.</summary>
    Tso,

    /// <summary>Partial store order (SPARC PSO): stores to different cells leave the buffer in any order, unless a store barrier stands between them.</summary>
    Pso,
}
