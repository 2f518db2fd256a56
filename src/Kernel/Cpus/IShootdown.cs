namespace RaceSim.Kernel.Cpus;

/// <summary>Which CPUs a TLB shootdown interrupts, and what they do then.</summary>
public interface IShootdown
{
    /// <summary>The path an interrupted CPU runs.</summary>
    Func<Cpu, KernelPath> Handler { get; }

    /// <summary>The interrupt contexts to which the flush announced by <paramref name="cpu"/> is sent.</summary>
    ReadOnlySpan<int> Targets(Cpu cpu);
}
