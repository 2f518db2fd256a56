using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I6: A cached translation never exceeds the live entry in rights or size, except while an actor still owes the flush.</summary>
/// <remarks>Size: a translation of a block beside a live single entry, or the reverse, may be found twice by a lookup (a TLB conflict abort on arm64).</remarks>
public sealed class NoStaleTranslation : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I6";

    /// <inheritdoc/>
    public override string Sentence => "A cached translation never exceeds the live entry in rights or size, except while an actor still owes the flush.";

    /// <inheritdoc/>
    public override string Source => "Documentation/core-api/cachetlb.rst; arch/arm64/mm/contpte.c; S003#36";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var tlb in kernel.Tlbs.All)
        {
            foreach (var table in tlb.Mm.Tables)
            {
                var predicate = watch.Predicate(() => Check(kernel, tlb, table));
                for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
                {
                    watch.Ordered(table.At(va), predicate);
                    watch.Ordered(tlb.Entries.At(va), predicate);
                }

                for (var context = 0; context < kernel.Machine.Cpus.Count; context++)
                {
                    if (kernel.Tlbs.TryGetOwed(context, out var owed))
                    {
                        watch.Own(owed, predicate);
                    }
                }
            }
        }

        watch.AtEnd(() => CheckAll(kernel));
    }

    private static string? CheckAll(KernelInstance kernel)
    {
        foreach (var tlb in kernel.Tlbs.All)
        {
            foreach (var table in tlb.Mm.Tables)
            {
                if (Check(kernel, tlb, table) is { } seen)
                {
                    return seen;
                }
            }
        }

        return null;
    }

    private static string? Check(KernelInstance kernel, Tlb tlb, PageTable table)
    {
        for (var va = table.FirstVa; va < table.FirstVa + table.Count; va++)
        {
            var cached = new Pte(kernel.Cells.Read(tlb.Entries.At(va)));
            if (cached.IsNone)
            {
                continue;
            }

            var live = new Pte(kernel.Cells.Read(table.At(va)));
            var exceeds = !live.IsPresent || live.Pfn != cached.Pfn || (cached.IsWritable && !live.IsWritable) || cached.IsCont != live.IsCont;
            if (exceeds && !kernel.Tlbs.IsOwed(tlb.Mm, va))
            {
                return $"CPU{tlb.Cpu.Processor} caches page {va} as {cached} where the entry is {live}, and nobody owes a flush";
            }
        }

        return null;
    }
}
