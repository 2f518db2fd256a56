using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I3: At rest, the RSS counters of an mm equal the number of its entries of each kind, and its count of page tables their number.</summary>
public sealed class RssMatchesEntries : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I3";

    /// <inheritdoc/>
    public override string Sentence => "At rest, the RSS counters of an mm equal the number of its entries of each kind, and its count of page tables their number.";

    /// <inheritdoc/>
    public override string Source => "include/linux/mm.h, add_mm_counter and mm_counter; mm/memory.c, add_mm_rss_vec";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var mm in kernel.Mms)
        {
            watch.AtEnd(() => Check(kernel, mm));
        }
    }

    private static string? Check(KernelInstance kernel, Mm mm)
    {
        var rss = default(RssVec);
        var tables = 0;
        foreach (var table in Mappings.Reached(kernel, mm))
        {
            if (!IsCharged(kernel, table))
            {
                continue;
            }

            tables++;
            for (var i = 0; i < table.Count; i++)
            {
                rss = rss.Plus(RssVec.KindOf(kernel, new Pte(kernel.Cells.Read(table.Entries.At(i)))), 1);
            }
        }

        for (var kind = RssKind.Anon; kind <= RssKind.Shmem; kind++)
        {
            var counted = kernel.Cells.Read(mm.Rss(kind));
            if (counted != rss.Of(kind))
            {
                return $"{mm.Name} counts {counted} {Name(kind)} but has {rss.Of(kind)}";
            }
        }

        var countedTables = kernel.Pool is null ? tables : kernel.Cells.Read(mm.PgtableBytes);
        return countedTables == tables ? null : $"{mm.Name} counts {countedTables} page tables but has {tables}";
    }

    // With COW-PTE v2 a shared table is charged to its owner alone.
    private static bool IsCharged(KernelInstance kernel, PageTable table)
    {
        if (kernel.Build.Tables != TableSharing.CowPteV2)
        {
            return true;
        }

        var owner = kernel.Cells.Read(table.Page.Owner);
        return owner == 0 ? new Pmd(kernel.Cells.Read(table.Mm.Pmd(table.FirstVa))).IsWritable : owner == table.Mm.Id + 1;
    }

    private static string Name(RssKind kind) => kind switch
    {
        RssKind.Anon => "anonymous pages",
        RssKind.File => "pages of files",
        RssKind.Swap => "swap entries",
        _ => "pages of shared memory",
    };
}
