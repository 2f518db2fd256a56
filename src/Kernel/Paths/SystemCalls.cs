using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Fault;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Kernel.Paths.Gup;
using RaceSim.Kernel.Paths.Hardware;
using RaceSim.Kernel.Paths.Migration;
using RaceSim.Kernel.Paths.Observers;
using RaceSim.Kernel.Paths.Reclaim;
using RaceSim.Kernel.Paths.Unmap;

namespace RaceSim.Kernel.Paths;

/// <summary>What threads can be asked to do: each gives a path to run on the thread's CPU, to be created once and run by every schedule.</summary>
public static class SystemCalls
{
    /// <summary>fork(2): copies the current address space into <paramref name="child"/>.</summary>
    public static Func<Cpu, KernelPath> Fork(Mm child) => cpu => Run(cpu, DupMmapPaths.DupMmap(cpu, child));

    /// <summary>A user load of one page's datum.</summary>
    public static Func<Cpu, KernelPath> Load(int va) => cpu => Run(cpu, UserPaths.UserLoad(cpu, va));

    /// <summary>A user store.</summary>
    public static Func<Cpu, KernelPath> Store(int va, long value) => cpu => Run(cpu, UserPaths.UserStore(cpu, va, value));

    /// <summary>madvise(MADV_POPULATE_WRITE) of one page: the fault of a store without the store.</summary>
    public static Func<Cpu, KernelPath> PopulateWrite(int va) => cpu => Run(cpu, FaultPaths.PopulatePage(cpu, va, isStore: true));

    /// <summary>madvise(MADV_POPULATE_READ) of one page.</summary>
    public static Func<Cpu, KernelPath> PopulateRead(int va) => cpu => Run(cpu, FaultPaths.PopulatePage(cpu, va, isStore: false));

    /// <summary>madvise(MADV_DONTNEED) of pages <paramref name="start"/> to <paramref name="end"/> - 1.</summary>
    public static Func<Cpu, KernelPath> MadviseDontneed(int start, int end) => cpu => Run(cpu, ZapPaths.MadviseDontneed(cpu, start, end));

    /// <summary>pin_user_pages_fast for writing, a write by a device if <paramref name="datum"/> says what, and unpin.</summary>
    public static Func<Cpu, KernelPath> PinUserPages(int va, long? datum = null) => cpu => Run(cpu, GupFastPaths.PinUserPagesFast(cpu, va, datum));

    /// <summary>A load or store by a device that shares the process's page tables and whose faults the kernel handles.</summary>
    public static Func<Cpu, KernelPath> DeviceAccess(int va, bool isStore) => cpu => Run(cpu, DevicePaths.DeviceAccess(cpu, va, isStore));

    /// <summary>A file's folio is written back; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> WriteBack(Folio folio, int va) => cpu => Run(cpu, WritebackPaths.WriteFolio(cpu, folio, va));

    /// <summary>A migrator moves a folio to another; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> Migrate(Folio source, Folio target, int va) => cpu => Run(cpu, MigrateFolioPaths.MigrateFolio(cpu, source, target, va));

    /// <summary>A migrator maps a folio again; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> RestoreMigrated(Folio folio, int va) => cpu => Run(cpu, MigrationPaths.RemoveMigrationPtes(cpu, folio, va));

    /// <summary>ksmd compares a page's counters; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> KsmScan(Mm scanned, Folio folio, int va) => cpu => Run(cpu, FolioObserverPaths.WriteProtectPage(cpu, scanned, folio, va));

    /// <summary>Reclaim of a folio in the swap cache; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> Reclaim(Folio folio, int va) => cpu => Run(cpu, ReclaimPaths.ShrinkFolio(cpu, folio, va));

    /// <summary>Hardware sets the accessed bit of an entry, and the dirty bit for a store.</summary>
    public static Func<Cpu, KernelPath> HardwareAccess(Mm mm, int va, bool isStore) => cpu => Run(cpu, HardwarePaths.SetAccessedDirty(cpu, mm, va, isStore));

    /// <summary>The holder of a pin from the start gives it up.</summary>
    public static Func<Cpu, KernelPath> Unpin(Folio folio) => cpu => Run(cpu, HardwarePaths.UnpinUserPage(cpu, folio));

    /// <summary>madvise(MADV_PAGEOUT) of a folio in the swap cache.</summary>
    public static Func<Cpu, KernelPath> MadvisePageout(Folio folio, int va) => cpu => Run(cpu, ReclaimPaths.MadvisePageout(cpu, folio, va));

    /// <summary>madvise(MADV_PAGEOUT) of whatever is mapped at a page.</summary>
    public static Func<Cpu, KernelPath> MadvisePageoutPage(int va) => cpu => Run(cpu, ReclaimPaths.MadvisePageoutPage(cpu, va));

    /// <summary>Reclaim of a page declared free; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> DiscardLazyfree(Mm scanned, Folio folio, int va) => cpu => Run(cpu, LazyfreePaths.DiscardLazyfree(cpu, scanned, folio, va));

    /// <summary>The split of a folio that waits for it; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> SplitDeferred(Folio folio, int va) => cpu => Run(cpu, FolioSplitPaths.SplitDeferred(cpu, folio, va));

    private static async KernelPath Run(Cpu cpu, KernelPath path)
    {
        await path;
        cpu.Kernel.Tlbs.ReturnToUser(cpu);
    }
}
