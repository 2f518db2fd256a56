using RaceSim.Kernel.Locks;

namespace RaceSim.Kernel.Cpus;

/// <summary>Looks at what a context is about to wait for, knowing what it holds.</summary>
public interface ILockMonitor
{
    /// <summary>A context requests a lock.</summary>
    void Acquiring(Cpu cpu, LockState target);

    /// <summary>A context does something that may sleep.</summary>
    /// <param name="cpu">The context.</param>
    /// <param name="what">What, for the message: "an allocation".</param>
    void Sleeping(Cpu cpu, string what);
}
