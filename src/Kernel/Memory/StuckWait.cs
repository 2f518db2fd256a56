namespace RaceSim.Kernel.Memory;

/// <summary>Why a wait never ends: what <see cref="KernelInstance.StuckFault"/> holds beside the page number.</summary>
public enum StuckWait
{
    /// <summary>A fault finds a migration entry that no migrator will ever remove.</summary>
    Migration = 1,

    /// <summary>A read without the lock finds a block whose entries do not belong together although nobody is changing it.</summary>
    Lockless,

    /// <summary>A device faults again because the fault finds nothing to do.</summary>
    Device,
}
