using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I23: What a secondary MMU has taken over from an address space is what is mapped there, unless an invalidation of it is under way.</summary>
public sealed class MirrorIsValid : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I23";

    /// <inheritdoc/>
    public override string Sentence => "What a secondary MMU has taken over from an address space is what is mapped there, unless an invalidation of it is under way.";

    /// <inheritdoc/>
    public override string Source => "Documentation/mm/mmu_notifier.rst; include/linux/mmu_notifier.h";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        if (!kernel.HasMirror)
        {
            return;
        }

        foreach (var mm in kernel.Mms)
        {
            for (var i = 0; i < mm.Pages; i++)
            {
                var va = i;
                var predicate = watch.Predicate(() => Check(kernel, mm, va));
                watch.Ordered(mm.Mirror.At(va), predicate);
                watch.Ordered(mm.Invalidations, predicate);
                Mappings.OrderEntry(kernel, watch, mm, va, predicate);
            }
        }
    }

    private static string? Check(KernelInstance kernel, Mm mm, int va)
    {
        var mirrored = new Pte(kernel.Cells.Read(mm.Mirror.At(va)));
        if (mirrored.IsNone || (kernel.Cells.Read(mm.Invalidations) & 0xFFFF) != 0)
        {
            return null;
        }

        var live = mm.EntryAt(kernel.Cells, va);
        return live.IsPresent && live.Pfn == mirrored.Pfn
            ? null
            : $"a secondary MMU translates page {va} of {mm.Name} as {mirrored} where {live} is mapped, and nobody has told it";
    }
}
