using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I12: Locks nest in the kernel's order.</summary>
public sealed class LockOrder : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I12";

    /// <inheritdoc/>
    public override string Sentence => "Locks nest in the kernel's order: mmap_lock, folio lock, anon_vma, page-table lock, swap cluster.";

    /// <inheritdoc/>
    public override string Source => "mm/rmap.c, the lock ordering comment at the top of the file";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => kernel.Machine.LockMonitors.Add(new Monitor(Id));

    private sealed class Monitor(string id) : ILockMonitor
    {
        public void Acquiring(Cpu cpu, LockState target)
        {
            for (var i = 0; i < cpu.Held.Count; i++)
            {
                // Two locks of one class nest where the kernel annotates it (both mmap_locks, both page-table locks of fork).
                if (cpu.Held[i].Class > target.Class)
                {
                    cpu.Machine.Report(id, $"{cpu.Name} requests {target.Name} while it holds {cpu.Held[i].Name}, which nests inside");
                }
            }
        }

        public void Sleeping(Cpu cpu, string what)
        {
        }
    }
}
