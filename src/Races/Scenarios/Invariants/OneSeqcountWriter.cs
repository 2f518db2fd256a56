using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I19: A sequence count has one writer at a time, and is odd exactly while one is inside.</summary>
public sealed class OneSeqcountWriter : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I19";

    /// <inheritdoc/>
    public override string Sentence => "A sequence count has one writer at a time, and is odd exactly while one is inside.";

    /// <inheritdoc/>
    public override string Source => "include/linux/seqlock.h; Documentation/locking/seqlock.rst";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var mm in kernel.Mms.Where(_ => kernel.Pool is not null))
        {
            watch.Own(mm.SeqWriters, watch.Predicate(() => Check(kernel, mm)));
        }
    }

    private static string? Check(KernelInstance kernel, Mm mm)
    {
        var writers = kernel.Cells.Read(mm.SeqWriters);
        var seq = kernel.Cells.Read(mm.WriteProtectSeq);
        if (writers is not (0 or 1))
        {
            return $"{writers} writers of {mm.Name}'s write_protect_seq are inside at once";
        }

        return (seq & 1) == writers ? null : $"{mm.Name}'s write_protect_seq is {seq} while {(writers == 0 ? "no writer" : "a writer")} is inside";
    }
}
