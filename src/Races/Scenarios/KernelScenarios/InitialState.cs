using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>Builds the initial state of a scenario: address spaces, folios with the counts that their mappings give, CPUs and TLBs.</summary>
internal static class InitialState
{
    private const int FirstDatum = 100;
    private const int FirstDeviceDatum = 9000;
    private const int FirstFileDatum = 8000;
    private const int DriverDatum = 7000;

    /// <summary>Fills an empty kernel.</summary>
    public static void Create(KernelScenario scenario, KernelInstance kernel)
    {
        foreach (var text in scenario.Folios)
        {
            var folio = kernel.AddFolio(text.Name, text.Pages, anon: !text.IsFile && !text.IsShmem, spare: IsTarget(scenario, text), shmem: text.IsShmem);
            folio.IsLazilyFree = text.IsLazilyFree;
            folio.ForeignReferences = text.ForeignReferences;
            folio.SwapCacheSlot = text.SwapSlot;
            folio.InitialPins = text.Pins;
            kernel.Cells.SetInitial(folio.SwapCached, text.SwapSlot >= 0 ? 1 : 0);
            folio.IsKsmAtStart = text.IsKsm;
            kernel.Cells.SetInitial(folio.Pincount, text.Pins);
            kernel.Cells.SetInitial(folio.Ksm, text.IsKsm ? 1 : 0);
            kernel.Cells.SetInitial(folio.Writeback, text.IsUnderWriteback ? 1 : 0);
        }

        AddSwap(scenario, kernel);
        foreach (var process in scenario.Processes)
        {
            AddProcess(kernel, process);
        }

        foreach (var process in scenario.Processes.Where(p => p.HasExited))
        {
            LeaveTables(kernel, kernel.Mms.First(m => m.Name == process.Name));
        }

        if (scenario.Threads.SelectMany(t => t.Operations).Any(o => o.Word is OperationWord.InsertPfn or OperationWord.RemapPfn))
        {
            kernel.DriverData = kernel.Cells.Allocate("driver's frame data", DriverDatum);
        }

        AddCpus(scenario, kernel);
        kernel.Recycle(scenario.Recycled);
        InitialCounts.Set(kernel);
        SetData(scenario, kernel);
    }

    /// <summary>Where a migrator moves another folio to is not yet allocated.</summary>
    private static bool IsTarget(KernelScenario scenario, FolioText text) =>
        scenario.Threads.SelectMany(t => t.Operations).Any(o => o.Word == OperationWord.Migrate && o.Target == text.Name);

    private static void AddSwap(KernelScenario scenario, KernelInstance kernel)
    {
        if (scenario.SwapCounts.Count == 0)
        {
            return;
        }

        var swap = kernel.AddSwap(scenario.SwapCounts.Count, scenario.Options.SwapNeedsStablePages);
        for (var slot = 0; slot < swap.Slots; slot++)
        {
            var isCached = scenario.Folios.Any(f => f.SwapSlot >= 0 && slot >= f.SwapSlot && slot < f.SwapSlot + f.Pages);
            swap.SetInitial(kernel.Cells, slot, scenario.SwapCounts[slot], isCached);
        }

        for (var i = 0; i < kernel.Folios.Count; i++)
        {
            var folio = kernel.Folios[i];
            for (var page = 0; page < folio.Pages && folio.SwapCacheSlot >= 0; page++)
            {
                kernel.Cells.SetInitial(folio.SwapSlot, folio.SwapCacheSlot);
                kernel.Cells.SetInitial(swap.Cache.At(folio.SwapCacheSlot + page), i + 1);
                kernel.Cells.SetInitial(swap.Pinner.At(folio.SwapCacheSlot + page), i + 1);
            }
        }
    }

    private static void AddProcess(KernelInstance kernel, ProcessText process)
    {
        var parent = kernel.Mms.FirstOrDefault(m => m.Name == process.SharesWith);
        var isSharer = parent is not null && kernel.Build.Tables != TableSharing.None;
        var mm = kernel.AddMm(process.Name, process.Pages, populated: !process.IsForked && !isSharer, process.Tables);
        mm.SharesTables = process.IsCowPte;
        foreach (var vma in process.Vmas)
        {
            kernel.AddVma(mm, vma.Start, vma.End, vma.IsWritable, vma.IsShared, vma.IsUffdWp, vma.IsDontCopy, kernel.Folios.FirstOrDefault(f => f.Name == vma.File), vma.IsPfnMap);
        }

        if (isSharer)
        {
            ShareTables(kernel, parent!, mm);
            return;
        }

        if (process.Huge.Length > 0)
        {
            kernel.MapHuge(mm, kernel.Folios.First(f => f.Name == process.Huge));
        }

        kernel.Cells.SetInitial(mm.Mmlist, process.Entries.Any(e => e.Kind == EntryKind.Swap) ? 1 : 0);
        kernel.Cells.SetInitial(mm.HasPinned, kernel.Folios.Any(f => f.InitialPins > 0) && !process.IsForked ? 1 : 0);
        foreach (var entry in process.Entries)
        {
            var pte = Entry(kernel, entry);
            kernel.Cells.SetInitial(mm.Table(entry.Va).At(entry.Va), pte.Bits);
            if (entry.Folio.Length > 0)
            {
                kernel.SetHome(pte.Pfn, entry.Va);
            }
        }
    }

    /// <summary>As a fork that shares page tables leaves parent and child: both have the tables, and neither may write through its PMD entries.</summary>
    private static void ShareTables(KernelInstance kernel, Mm parent, Mm child)
    {
        kernel.Cells.SetInitial(child.Linked, 1);
        kernel.Cells.SetInitial(child.Mmlist, kernel.Cells.Read(parent.Mmlist));
        foreach (var table in parent.Tables)
        {
            var pmd = Pmd.Of(table.Id).WriteProtect();
            kernel.Cells.SetInitial(parent.Pmd(table.FirstVa), pmd.Bits);
            kernel.Cells.SetInitial(child.Pmd(table.FirstVa), pmd.Bits);
            InitialCounts.Raise(kernel, table.Page.Refcount, 1);
            kernel.Cells.SetInitial(table.Page.Owner, parent.Id + 1);
        }
    }

    /// <summary>As after the exit of a process: those that share its tables have them, and nobody owns them; if nobody shares them, they are gone.</summary>
    private static void LeaveTables(KernelInstance kernel, Mm mm)
    {
        kernel.Cells.SetInitial(mm.Linked, 0);
        kernel.Cells.SetInitial(mm.Mmlist, 0);
        foreach (var table in mm.Tables)
        {
            kernel.Cells.SetInitial(mm.Pmd(table.FirstVa), Pmd.None.Bits);
            kernel.Cells.SetInitial(table.Page.Owner, 0);
            InitialCounts.Raise(kernel, table.Page.Refcount, -1);
            if (kernel.Cells.Read(table.Page.Refcount) == 0)
            {
                kernel.Cells.SetInitial(table.Page.Freed, 1);
                for (var i = 0; i < table.Count; i++)
                {
                    kernel.Cells.SetInitial(table.Entries.At(i), Pte.None.Bits);
                }
            }
        }
    }

    private static Pte Entry(KernelInstance kernel, EntryText entry)
    {
        var pte = BareEntry(kernel, entry);
        pte = entry.IsSoftDirty ? pte.MakeSoftDirty() : pte;
        pte = entry.IsUffdWp ? pte.MakeUffdWp() : pte;
        pte = entry.IsCont && kernel.Build.ContPte != ContPteMode.None ? pte.MakeCont() : pte; // Nobody sets a bit that nobody knows.
        pte = entry.IsOld ? pte.MakeOld() : pte;
        pte = entry.IsClean ? pte.MakeClean() : pte;
        return entry.IsProtNone ? pte.MakeProtNone() : pte;
    }

    private static Pte BareEntry(KernelInstance kernel, EntryText entry)
    {
        var isExclusive = entry.Rights != EntryRights.ReadOnly && kernel.Build.AnonExclusive;
        if (entry.Folio.Length == 0)
        {
            return entry.Kind switch
            {
                EntryKind.Swap => isExclusive ? Pte.Swap(entry.Slot).MakeExclusive() : Pte.Swap(entry.Slot),
                EntryKind.Marker => Pte.MarkerEntry(entry.Marker),
                _ => Pte.ZeroPage(KernelInstance.ZeroPfn),
            };
        }

        var folio = kernel.Folios.First(f => f.Name == entry.Folio);
        var pfn = folio.Pfn + entry.Page;
        if (entry.Kind == EntryKind.Migration)
        {
            return Pte.Migration(pfn, entry.Rights switch
            {
                EntryRights.Writable => MigrationMode.Writable,
                EntryRights.Exclusive when kernel.Build.AnonExclusive => MigrationMode.ReadableExclusive,
                _ => MigrationMode.Readable,
            });
        }

        if (folio.IsAnon && isExclusive)
        {
            kernel.Cells.SetInitial(folio.AnonExclusive.At(entry.Page), 1);
        }

        return entry.Kind switch
        {
            EntryKind.DevicePrivate => Pte.DevicePrivate(pfn, entry.Rights == EntryRights.Writable),
            EntryKind.DeviceExclusive => Pte.DeviceExclusive(pfn),
            _ => Pte.Present(pfn, entry.Rights == EntryRights.Writable),
        };
    }

    private static void AddCpus(KernelScenario scenario, KernelInstance kernel)
    {
        for (var i = 0; i < scenario.Threads.Count; i++)
        {
            var thread = scenario.Threads[i];
            var cpu = kernel.Machine.AddCpu($"CPU{i} {thread.Name}", i);
            cpu.Kernel = kernel;
            cpu.Mm = kernel.Mms.FirstOrDefault(m => m.Name == thread.Process);
        }

        for (var i = 0; i < scenario.Threads.Count; i++)
        {
            AddCpuState(scenario, kernel, i);
        }

        kernel.DefersFlushes = kernel.Tlbs.All.Count > 0 && scenario.Threads.SelectMany(t => t.Operations).Any(o => o.Word
            is OperationWord.Reclaim or OperationWord.Pageout or OperationWord.PageoutPage or OperationWord.Lazyfree or OperationWord.Migrate);
        kernel.HasSplitter = scenario.Threads.SelectMany(t => t.Operations).Any(o => o.Word == OperationWord.Split);
        HoldMigratingFolios(scenario, kernel);
        kernel.Tlbs.Connect();
    }

    /// <summary>A migrator has locked its folio long before it maps it again.</summary>
    private static void HoldMigratingFolios(KernelScenario scenario, KernelInstance kernel)
    {
        for (var i = 0; i < scenario.Threads.Count; i++)
        {
            foreach (var operation in scenario.Threads[i].Operations.Where(o => o.Word == OperationWord.Restore))
            {
                var folio = kernel.Folios.First(f => f.Name == operation.Name);
                folio.HasMigrator = true;
                kernel.Machine.HoldInitially(folio.Lock, kernel.Machine.Cpus[i]);
            }
        }
    }

    private static void AddCpuState(KernelScenario scenario, KernelInstance kernel, int index)
    {
        var cpu = kernel.Machine.Cpus[index];
        var words = scenario.Threads[index].Operations.Select(o => o.Word).ToList();
        var keepsPages = words.Any(w => w is OperationWord.GupGet or OperationWord.GupPin);
        if (cpu.Mm is not null && (keepsPages || words.Any(w => w is OperationWord.Load or OperationWord.Store or OperationWord.Pin)))
        {
            kernel.Tlbs.Add(cpu, cpu.Mm);
            kernel.HasPins |= words.Any(w => w is OperationWord.Pin or OperationWord.GupPin);
            kernel.Tlbs.InterruptsCanBeOff |= keepsPages || words.Contains(OperationWord.Pin);
        }

        if (keepsPages)
        {
            kernel.AddHeldPage(cpu);
        }

        if (cpu.Mm is null && !words.Contains(OperationWord.Swapoff)) // A system call, and it allocates.
        {
            return;
        }

        if (scenario.SpareTables > 0)
        {
            kernel.Pool!.AddSpares(index, scenario.SpareTables);
        }

        if (scenario.Spares.Pages > 0)
        {
            kernel.AddSpares(index, 1, scenario.Spares.Pages);
        }

        if (scenario.Spares.Blocks > 0 && scenario.Constants.ContPtes > 1)
        {
            kernel.AddSpares(index, scenario.Constants.ContPtes, scenario.Spares.Blocks);
        }
    }

    /// <summary>Every page has a datum of its own, and every process expects what it maps.</summary>
    private static void SetData(KernelScenario scenario, KernelInstance kernel)
    {
        foreach (var folio in kernel.Folios.Where(f => !f.IsSpare))
        {
            for (var page = 0; page < folio.Pages; page++)
            {
                kernel.Cells.SetInitial(folio.Content.At(page), FirstDatum + folio.Pfn + page);
            }
        }

        foreach (var text in scenario.Folios.Where(f => f.SameAs.Length > 0))
        {
            var (folio, other) = (kernel.Folios.First(f => f.Name == text.Name), kernel.Folios.First(f => f.Name == text.SameAs));
            for (var page = 0; page < folio.Pages; page++)
            {
                kernel.Cells.SetInitial(folio.Content.At(page), kernel.Cells.Read(other.Content.At(page)));
            }
        }

        SetDevice(kernel);
        SetFiles(kernel);
        SetExpected(kernel);
    }

    private static void SetExpected(KernelInstance kernel)
    {
        foreach (var mm in kernel.Mms)
        {
            for (var va = 0; va < mm.Pages; va++)
            {
                var pte = mm.EntryAt(kernel.Cells, va);
                var (folio, page) = kernel.Frame(pte.Pfn);
                if (mm.HugePmdLock is not null && va < kernel.Constants.PtesPerTable)
                {
                    (folio, page) = kernel.Frame(HugePmd.Pfn(kernel.Cells.Read(mm.Pmd(0))) + va);
                }

                if (pte.Kind == PteKind.Swap)
                {
                    folio = kernel.Folios.FirstOrDefault(f => f.SwapCacheSlot >= 0 && pte.Slot >= f.SwapCacheSlot && pte.Slot < f.SwapCacheSlot + f.Pages);
                    page = folio is null ? 0 : pte.Slot - folio.SwapCacheSlot;
                }

                if (pte.Kind == PteKind.Swap && folio is null)
                {
                    kernel.Cells.SetInitial(mm.Expected.At(va), kernel.Cells.Read(kernel.Swap!.Device.At(pte.Slot)));
                }

                if (pte.Kind == PteKind.Marker)
                {
                    kernel.Cells.SetInitial(mm.Expected.At(va), Mm.MarkerDatum(pte.Marker));
                }

                if (pte.IsNone && mm.FindVma(va) is { File: { } file } vma)
                {
                    (folio, page) = (file, va - vma.Start);
                }

                if (folio is not null)
                {
                    kernel.Cells.SetInitial(mm.Expected.At(va), folio.IsLazilyFree ? Mm.UnknownDatum : kernel.Cells.Read(folio.Content.At(page)));
                }
            }
        }
    }

    /// <summary>A file has the datum of a clean page, and an older one of a page that some entry calls dirty.</summary>
    private static void SetFiles(KernelInstance kernel)
    {
        foreach (var folio in kernel.Folios.Where(f => !f.IsAnon))
        {
            for (var page = 0; page < folio.Pages; page++)
            {
                var isDirty = Invariants.DirtyBits.IsDirty(kernel, folio.Pfn + page);
                kernel.Cells.SetInitial(folio.Backing.At(page), isDirty ? FirstFileDatum + folio.Pfn + page : kernel.Cells.Read(folio.Content.At(page)));
            }
        }
    }

    /// <summary>A slot of a clean page has its datum, that of a dirty page an older one.</summary>
    private static void SetDevice(KernelInstance kernel)
    {
        for (var slot = 0; slot < (kernel.Swap?.Slots ?? 0); slot++)
        {
            kernel.Cells.SetInitial(kernel.Swap!.Device.At(slot), FirstDeviceDatum + slot);
        }

        foreach (var folio in kernel.Folios.Where(f => f.SwapCacheSlot >= 0))
        {
            for (var page = 0; page < folio.Pages; page++)
            {
                if (!Invariants.DirtyBits.IsDirty(kernel, folio.Pfn + page))
                {
                    kernel.Cells.SetInitial(kernel.Swap!.Device.At(folio.SwapCacheSlot + page), kernel.Cells.Read(folio.Content.At(page)));
                }
            }
        }
    }
}
