using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I5: A writable entry of a private mapping maps an anonymous page that no other entry maps and that is marked exclusive.</summary>
public sealed class WritableMeansAlone : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I5";

    /// <inheritdoc/>
    public override string Sentence => "A writable entry of a private mapping maps an anonymous page that no other entry maps and that is marked exclusive.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, copy_present_ptes and do_wp_page; include/linux/page-flags.h, PG_anon_exclusive; S003#11";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        var predicate = watch.Predicate(() => Mappings.AllPtlsFree(kernel) ? CheckAll(kernel) : null);
        foreach (var table in kernel.Tables)
        {
            watch.Released(table.Ptl, predicate, ordered: true);
        }
    }

    private static string? CheckAll(KernelInstance kernel)
    {
        foreach (var table in kernel.Tables)
        {
            for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
            {
                var pte = new Pte(kernel.Cells.Read(table.At(va)));
                if (pte.IsPresent && pte.IsWritable && Check(kernel, table.Mm, va, pte) is { } seen)
                {
                    return seen;
                }
            }
        }

        return null;
    }

    private static string? Check(KernelInstance kernel, Mm mm, int va, Pte pte)
    {
        var (folio, page) = kernel.Frame(pte.Pfn);
        if (mm.FindVma(va) is not { IsCow: true } || folio is null)
        {
            return null;
        }

        var entries = Mappings.Entries(kernel, pte.Pfn, cont: false) + Mappings.Entries(kernel, pte.Pfn, cont: true);
        if (folio.IsAnon && entries == 1 && kernel.Cells.Read(folio.AnonExclusive.At(page)) != 0)
        {
            return null;
        }

        return $"{mm.Name} may write page {va} in place, but {(entries > 1 ? $"{entries} entries map it" : "it is not marked exclusive")}";
    }
}
