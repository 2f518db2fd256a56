using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I11: Nothing that may sleep is done while a spinlock is held or interrupts are off.</summary>
public sealed class NoSleepUnderSpinlock : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I11";

    /// <inheritdoc/>
    public override string Sentence => "Nothing that may sleep is done while a spinlock is held or interrupts are off.";

    /// <inheritdoc/>
    public override string Source => "Documentation/locking/locktypes.rst; might_sleep()";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => kernel.Machine.LockMonitors.Add(new Monitor(Id));

    private sealed class Monitor(string id) : ILockMonitor
    {
        public void Acquiring(Cpu cpu, LockState target)
        {
            if (target.Class is LockClass.MmapLock or LockClass.FolioLock or LockClass.AnonVma)
            {
                Sleeping(cpu, target.Name);
            }
        }

        public void Sleeping(Cpu cpu, string what)
        {
            if (cpu.SpinlocksHeld > 0)
            {
                cpu.Machine.Report(id, $"{cpu.Name} may sleep on {what} while it holds {cpu.Held[^1].Name}");
            }
        }
    }
}
