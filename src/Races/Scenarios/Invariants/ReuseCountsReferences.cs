using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I25: A write fault that decides by reference counts concludes that it may reuse a page only if its own mapping is the only reference.</summary>
/// <remarks>
/// Looked at in the step of the deciding test. A reference that is taken right afterwards is not its concern: only a frozen count or an exclusive page excludes that. Write faults before 5.9
/// decide by mapcounts and do not claim it; those of 5.19 and later reuse an exclusive page whatever its count.
/// </remarks>
public sealed class ReuseCountsReferences : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I25";

    /// <inheritdoc/>
    public override string Sentence => "A write fault that decides by reference counts concludes that it may reuse a page only if its own mapping is the only reference.";

    /// <inheritdoc/>
    public override string Source => "mm/memory.c, do_wp_page (09854ba94c6a); S004/k1";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => watch.Own(kernel.ReuseReferences, watch.Predicate(() => Check(kernel)));

    private static string? Check(KernelInstance kernel) => kernel.Cells.Read(kernel.ReuseReferences) is > 1 and var references
        ? $"a write fault concludes that it may reuse a page to which there are {references} references"
        : null;
}
