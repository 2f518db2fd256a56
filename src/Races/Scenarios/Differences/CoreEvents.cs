using RaceSim.Kernel.Cpus;

namespace RaceSim.Scenarios.Differences;

/// <summary>Which events a view compares.</summary>
internal static class CoreEvents
{
    // They tell how the work was done: what came of it stands in the state. An event that is not named here is compared.
    private static readonly string[] Costs =
    [
        "lock-break", "mid-block-resume", "cont-fold", "cont-unfold", "cont-lost-in-parent", "partial-batch", "pinned-retry", "prealloc-freed", "oppo-split",
        "write-protect-fault", "spurious-fault", "split-waited", "double-mapped", "batch-cut-by-dirty", "progress-overrun", "large-folio-mapped", "small-folio-fallback",
        "swap-in-small", "swap-in-large", "deferred-split", "lockless-retry", "nested-flush", "batched-drain", "swap-claimed", "ksm-stale", "continuation-unneeded",
        "wp-reused", "wp-copied", "wp-lock-taken", "wp-slept", "wp-retried", "swap-cache-freed", "anon-rmap-moved", "rmap-in-vain", "table-broken", "table-reused",
    ];

    /// <summary>The bits to compare.</summary>
    public static UInt128 Mask(Machine machine, StateView view)
    {
        var mask = UInt128.Zero;
        for (var bit = 0; bit < machine.EventNames.Count; bit++)
        {
            mask |= view == StateView.Core && Costs.Contains(machine.EventNames[bit]) ? UInt128.Zero : UInt128.One << bit;
        }

        return mask;
    }
}
