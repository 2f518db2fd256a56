using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Memory;

/// <summary>
/// The TLBs of a machine, shootdowns between them, and which context still owes which flush: a cached translation may exceed the live entry only
/// while somebody owes its flush.
/// </summary>
public sealed class TlbSet : IShootdown
{
    private readonly KernelInstance _kernel;
    private readonly List<Tlb> _tlbs = [];
    private readonly List<Cell> _owed = [];
    private readonly Dictionary<(int Context, int Mm), int[]> _targets = [];
    private readonly Dictionary<int, LockState> _completions = [];

    /// <summary>Creates an empty set.</summary>
    public TlbSet(KernelInstance kernel)
    {
        _kernel = kernel;
        Handler = FlushTlbPaths.FlushTlbInterrupt;
        Unsettled = kernel.Cells.Allocate("flushes never made");
    }

    /// <summary>The TLBs, in the order in which they were added.</summary>
    public List<Tlb> All => _tlbs;

    /// <summary>How often a context left the kernel and still owed a flush.</summary>
    public Cell Unsettled { get; }

    /// <summary>Whether some path turns interrupts off: then an interrupt has to wait for it.</summary>
    public bool InterruptsCanBeOff { get; set; }

    /// <inheritdoc/>
    public Func<Cpu, KernelPath> Handler { get; }

    /// <summary>Gives a thread's CPU a TLB.</summary>
    public Tlb Add(Cpu cpu, Mm mm)
    {
        var cells = _kernel.Cells;
        var tlb = new Tlb
        {
            Cpu = cpu,
            Mm = mm,
            Token = cells.Allocate($"cpu{cpu.Processor}.tlb generation"),
            Entries = AllocateEntries(cpu, mm),
            HasWalked = _kernel.Options.WalkCaches ? cells.Allocate($"cpu{cpu.Processor}.has walked") : new Cell(-1),
            Walks = _kernel.Options.WalkCaches ? AllocateWalks(cpu, mm) : new Cell(-1),
            Loaded = cells.Allocate($"cpu{cpu.Processor}.last load"),
            InterruptLock = _kernel.Machine.AddLock($"cpu{cpu.Processor}.irq", LockClass.Interrupts),
        };
        _tlbs.Add(tlb);
        return tlb;
    }

    /// <summary>Creates what shootdowns need, once all CPUs and TLBs exist: interrupt contexts, completions, owed flushes.</summary>
    public void Connect()
    {
        var machine = _kernel.Machine;
        var threads = machine.Cpus.ToArray();
        foreach (var cpu in threads)
        {
            _owed.Add(_kernel.Cells.Allocate($"cpu{cpu.Processor} owes flush"));
            _completions[cpu.Id] = machine.AddLock($"cpu{cpu.Processor}.flush", LockClass.Completion);
        }

        foreach (var initiator in threads)
        {
            foreach (var byMm in _tlbs.Where(t => t.Cpu.Id != initiator.Id).GroupBy(t => t.Mm.Id))
            {
                _targets[(initiator.Id, byMm.Key)] = byMm.Select(t => AddInterrupt(initiator, t)).ToArray();
            }
        }

        machine.Shootdown = this;
    }

    /// <summary>The TLB a context uses (an interrupt: that of its CPU); null if none.</summary>
    public Tlb? Of(Cpu cpu)
    {
        foreach (var tlb in _tlbs)
        {
            if (tlb.Cpu.Processor == cpu.Processor)
            {
                return tlb;
            }
        }

        return null;
    }

    /// <summary>What the flush of a context waits for.</summary>
    public LockState Completion(int context) => _completions[context];

    /// <inheritdoc/>
    public ReadOnlySpan<int> Targets(Cpu cpu) => _targets.TryGetValue((cpu.Id, cpu.Argument), out var targets) ? targets : [];

    /// <summary>Notes that a context is about to take rights from a page's entry, or to remove it, and owes the flush.</summary>
    public void Owe(Cpu cpu, Mm mm, int va)
    {
        if (_tlbs.Count > 0 && TryGetOwed(cpu.Id, out var owed))
        {
            var bit = OwedBit(mm, va);
            var before = _kernel.Cells.Read(owed);
            if ((before & bit) == 0)
            {
                _kernel.Cells.Write(owed, before | bit);
            }
        }
    }

    /// <summary>Notes the same for all pages below the PMD entry above <paramref name="va"/>.</summary>
    public void OweSlot(Cpu cpu, Mm mm, int va)
    {
        var first = va / mm.PtesPerTable * mm.PtesPerTable;
        for (var page = first; page < first + mm.PtesPerTable; page++)
        {
            Owe(cpu, mm, page);
        }
    }

    /// <summary>Notes that a context has flushed pages <paramref name="start"/> to <paramref name="end"/> - 1 of <paramref name="mm"/>.</summary>
    public void Settle(Cpu cpu, Mm mm, int start, int end)
    {
        if (_tlbs.Count > 0 && TryGetOwed(cpu.Id, out var owed))
        {
            var mask = 0L;
            for (var va = start; va < end; va++)
            {
                mask |= OwedBit(mm, va);
            }

            _kernel.Cells.Write(owed, _kernel.Cells.Read(owed) & ~mask);
        }
    }

    /// <summary>Whether some context owes the flush of a page.</summary>
    public bool IsOwed(Mm mm, int va)
    {
        var bit = OwedBit(mm, va);
        for (var context = 0; context < _owed.Count; context++)
        {
            if ((_kernel.Cells.Read(_owed[context]) & bit) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Notes that a context has left the kernel: what it still owes nobody will flush. Counted in <see cref="Unsettled"/>.
    /// </summary>
    public void ReturnToUser(Cpu cpu)
    {
        if (_tlbs.Count > 0 && TryGetOwed(cpu.Id, out var owed) && _kernel.Cells.Read(owed) != 0)
        {
            _kernel.Cells.Write(owed, 0);
            _kernel.Cells.Write(Unsettled, _kernel.Cells.Read(Unsettled) + 1);
        }
    }

    private bool TryGetOwed(int context, out Cell owed)
    {
        var found = context < _owed.Count;
        owed = found ? _owed[context] : default;
        return found;
    }

    // One bit a page, folded: more than 64 pages of all address spaces together share bits, which only makes the check more lenient.
    private static long OwedBit(Mm mm, int va) => 1L << (((mm.Id * mm.Pages) + va) & 63);

    private Cell AllocateEntries(Cpu cpu, Mm mm)
    {
        var first = _kernel.Cells.Allocate($"cpu{cpu.Processor}.tlb[0]", 0, CellFormat.Translation);
        for (var va = 1; va < mm.Pages; va++)
        {
            _kernel.Cells.Allocate($"cpu{cpu.Processor}.tlb[{va}]", 0, CellFormat.Translation);
        }

        return first;
    }

    private Cell AllocateWalks(Cpu cpu, Mm mm)
    {
        var first = _kernel.Cells.Allocate($"cpu{cpu.Processor}.walk cache[0]", 0, CellFormat.Pmd);
        for (var slot = 1; slot < mm.Slots; slot++)
        {
            _kernel.Cells.Allocate($"cpu{cpu.Processor}.walk cache[{slot}]", 0, CellFormat.Pmd);
        }

        return first;
    }

    private int AddInterrupt(Cpu initiator, Tlb target)
    {
        var context = _kernel.Machine.AddCpu($"CPU{target.Cpu.Processor} IPI from CPU{initiator.Processor}", target.Cpu.Processor);
        context.Kernel = _kernel;
        context.Completion = _completions[initiator.Id];
        return context.Id;
    }
}
