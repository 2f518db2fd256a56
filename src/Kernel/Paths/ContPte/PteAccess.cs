using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths.Tlbs;

namespace RaceSim.Kernel.Paths.ContPte;

/// <summary>Reads of entries without the page-table lock, and changes of their access flags under it (arch/arm64/mm/contpte.c, v6.16).</summary>
internal static class PteAccess
{
    /// <summary>
    /// Reads an entry without the lock (<c>ptep_get_lockless</c>, <c>contpte_ptep_get_lockless</c>): of a block, all entries, until they are found to belong together. Null: they did not. The
    /// kernel then begins again; such an attempt leaves nothing behind, so every other outcome of the loop is that of an execution that begins its last attempt at once.
    /// </summary>
    public static async KernelPath<Pte?> TryPtepGetLockless(Cpu cpu, PageTable table, int va)
    {
        var pte = await cpu.LoadPte(table.At(va));
        if (!pte.IsValidCont || cpu.Kernel.Build.ContPte != ContPteMode.Transparent)
        {
            return pte;
        }

        var block = cpu.Kernel.Constants.ContPtes;
        var start = va / block * block;
        var gathered = pte;
        for (var i = 0; i < block; i++)
        {
            var other = await cpu.LoadPte(table.At(start + i));
            if (!other.IsValidCont || other.Attributes != pte.Attributes || other.Pfn != pte.Pfn + start + i - va)
            {
                cpu.Machine.Reach(cpu.Kernel.Events.LocklessRetry);
                return null;
            }

            gathered = gathered.WithAccessedDirtyOf(other);
        }

        return gathered;
    }

    /// <summary>
    /// The same for a path that may wait for the page-table lock: entries that do not belong together are being changed by its holder, so it reads again once the lock is free. That is one of the
    /// loop's own outcomes. Null: they do not belong together even then, and the loop has no end.
    /// </summary>
    public static async KernelPath<Pte?> PtepGetLockless(Cpu cpu, PageTable table, int va)
    {
        if (await TryPtepGetLockless(cpu, table, va) is { } read)
        {
            return read;
        }

        await cpu.Lock(table.Ptl);
        var again = await TryPtepGetLockless(cpu, table, va);
        await cpu.Unlock(table.Ptl);
        return again;
    }

    /// <summary>
    /// Makes an entry young, dirty or writable (<c>ptep_set_access_flags</c>). False: it was so already, and nothing is written. Of a block, the flags of all entries are compared and set together;
    /// a change of the write permission unfolds it.
    /// </summary>
    public static async KernelPath<bool> PtepSetAccessFlags(Cpu cpu, PageTable table, int va, Pte entry)
    {
        var kernel = cpu.Kernel;
        var raw = await cpu.LoadPte(table.At(va));
        if (!raw.IsValidCont || kernel.Build.ContPte != ContPteMode.Transparent)
        {
            return await SetOne(cpu, table, va, raw, entry);
        }

        var orig = (await PteHelpers.PtepGet(cpu, table, va)).MakeNonCont();
        if (orig == entry.MakeNonCont() && (!kernel.Build.FlagsComparedPerEntry || raw.MakeNonCont() == orig))
        {
            return false; // The flags may be another entry's of the block.
        }

        if (orig.IsWritable != entry.IsWritable)
        {
            await ContPtePaths.ContpteTryUnfold(cpu, table, va);
            return await SetOne(cpu, table, va, await cpu.LoadPte(table.At(va)), entry);
        }

        var block = kernel.Constants.ContPtes;
        var start = va / block * block;
        for (var i = 0; i < block; i++)
        {
            await cpu.Rmw(table.At(start + i), RmwKind.Or, entry.AccessFlags);
        }

        return true;
    }

    // On arm64 an atomic or: the hardware may set flags meanwhile. On x86, of which kernels without contpte are read here, the entry as a whole.
    private static async KernelPath<bool> SetOne(Cpu cpu, PageTable table, int va, Pte old, Pte entry)
    {
        if (old.MakeNonCont() == entry.MakeNonCont())
        {
            return false;
        }

        if (cpu.Kernel.Build.ContPte == ContPteMode.None)
        {
            await cpu.StorePte(table.At(va), entry);
            return true;
        }

        await cpu.Rmw(table.At(va), RmwKind.Or, entry.AccessFlags | (entry.IsWritable ? Pte.WriteBit : 0));
        return true;
    }
}
