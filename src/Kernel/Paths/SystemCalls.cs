using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.CowPte;
using RaceSim.Kernel.Paths.Fault;
using RaceSim.Kernel.Paths.Fork;
using RaceSim.Kernel.Paths.Gup;
using RaceSim.Kernel.Paths.Hardware;
using RaceSim.Kernel.Paths.Huge;
using RaceSim.Kernel.Paths.Ksm;
using RaceSim.Kernel.Paths.Migration;
using RaceSim.Kernel.Paths.Notifiers;
using RaceSim.Kernel.Paths.Observers;
using RaceSim.Kernel.Paths.Reclaim;
using RaceSim.Kernel.Paths.Swap;
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

    /// <summary>exit(2) of the only thread: the current address space is given up.</summary>
    public static Func<Cpu, KernelPath> Exit() => cpu => Run(cpu, ExitPaths.ExitMmap(cpu, cpu.Mm!));

    /// <summary>A secondary MMU takes over the translation of a page; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> Mirror(Mm mm, int va) => cpu => Run(cpu, NotifierPaths.MirrorPage(cpu, mm, va));

    /// <summary>mremap(2) of one page.</summary>
    public static Func<Cpu, KernelPath> Mremap(int from, int to) => cpu => Run(cpu, MremapPaths.Mremap(cpu, from, to));

    /// <summary>A driver inserts a page of its own (<c>vm_insert_page</c>), or without one a frame (<c>insert_pfn</c>).</summary>
    public static Func<Cpu, KernelPath> InsertPage(int va, Folio? folio) => cpu => Run(cpu, CallSitePaths.InsertPage(cpu, va, folio));

    /// <summary>A driver maps frames into pages <paramref name="start"/> to <paramref name="end"/> - 1 (<c>remap_pfn_range</c>).</summary>
    public static Func<Cpu, KernelPath> RemapPfnRange(int start, int end) => cpu => Run(cpu, CallSitePaths.RemapPfnRange(cpu, start, end));

    /// <summary>A system call that splits a VMA at a page.</summary>
    public static Func<Cpu, KernelPath> SplitVma(int va) => cpu => Run(cpu, CallSitePaths.SplitVma(cpu, va));

    /// <summary>The part of swapoff for one mm; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> Swapoff(Mm mm) => cpu => Run(cpu, CallSitePaths.UnuseMm(cpu, mm));

    /// <summary>get_user_pages_fast of a page to read, which the thread keeps.</summary>
    public static Func<Cpu, KernelPath> GetUserPage(int va) => cpu => Run(cpu, GupHoldPaths.GetUserPage(cpu, va));

    /// <summary>pin_user_pages_fast of a page for a device to write, which the thread keeps.</summary>
    public static Func<Cpu, KernelPath> PinUserPage(int va) => cpu => Run(cpu, GupHoldPaths.PinUserPage(cpu, va));

    /// <summary>A read through the kept page.</summary>
    public static Func<Cpu, KernelPath> ReadHeld() => cpu => Run(cpu, GupHoldPaths.ReadHeld(cpu));

    /// <summary>A device's write to the kept page.</summary>
    public static Func<Cpu, KernelPath> WriteHeld(long value) => cpu => Run(cpu, GupHoldPaths.WriteHeld(cpu, value));

    /// <summary>The thread gives the kept page back.</summary>
    public static Func<Cpu, KernelPath> PutHeld() => cpu => Run(cpu, GupHoldPaths.PutHeld(cpu));

    /// <summary>ksmd merges a page with one of the stable tree; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> KsmMerge(Mm scanned, Folio page, int va, Folio stable) => cpu => Run(cpu, KsmMergePaths.CmpAndMergePage(cpu, scanned, page, va, stable));

    /// <summary>Somebody unrelated locks a folio; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> LockPage(Folio folio) => cpu => Run(cpu, PageLockPaths.LockPage(cpu, folio));

    /// <summary>Direct reclaim asks whether a folio was accessed.</summary>
    public static Func<Cpu, KernelPath> PageReferenced(Folio folio, int va) => cpu => Run(cpu, PageLockPaths.PageReferenced(cpu, folio, va));

    /// <summary>A device ends the writeback of a folio; by a kernel thread.</summary>
    public static Func<Cpu, KernelPath> EndWriteback(Folio folio) => cpu => Run(cpu, SwapCachePaths.EndWriteback(cpu, folio));

    /// <summary>The PMD entry above a page is split, as mprotect of a part of it or a discard does.</summary>
    public static Func<Cpu, KernelPath> SplitPmd(int va) => cpu => Run(cpu, SplitHugePmdPaths.SplitForPartOf(cpu, va));

    private static async KernelPath Run(Cpu cpu, KernelPath path)
    {
        await path;
        cpu.Kernel.Tlbs.ReturnToUser(cpu);
    }
}
