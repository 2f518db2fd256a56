using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I27: When the last reference to a folio goes, nobody else has it locked, and it is not in the swap cache.</summary>
/// <remarks>
/// Who takes a folio away from its last users (reclaim, a split) freezes its count at zero under its own lock, and gives that up before it frees the folio: so a lock held by the one who takes the
/// step is none of this rule's. That only the holder unlocks is a rule of the machine: it is reported as <c>lock</c>.
/// </remarks>
public sealed class UnlockedWhenFreed : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I27";

    /// <inheritdoc/>
    public override string Sentence => "When the last reference to a folio goes, nobody else has it locked, and it is not in the swap cache.";

    /// <inheritdoc/>
    public override string Source => "mm/page_alloc.c, PAGE_FLAGS_CHECK_AT_FREE; be068f29034f; S004";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios)
        {
            var predicate = watch.Predicate(() => Check(kernel, folio));
            watch.OrderDecrease(folio.Refcount, predicate);
            watch.Own(folio.Refcount, predicate);
            watch.Released(folio.Lock, predicate);
        }
    }

    private static string? Check(KernelInstance kernel, Folio folio)
    {
        if (kernel.Cells.Read(folio.Refcount) > 0 || kernel.Cells.Read(folio.Frozen) != 0)
        {
            return null;
        }

        if (kernel.Cells.Read(folio.SwapCached) != 0)
        {
            return $"{folio.Name} is freed while it is in the swap cache";
        }

        return folio.Lock is { Holder: >= 0, IsGivenUp: false } && !folio.Lock.IsHeldBy(kernel.Machine.Acting) && kernel.Machine.Cpus[folio.Lock.Holder].WaitsFor != folio.Lock
            ? $"{folio.Name} is freed while {kernel.Machine.Cpus[folio.Lock.Holder].Name} has it locked"
            : null;
    }
}
