using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I4: A load sees the last value that its own mm stored since the snapshot at fork, never a store of another mm.</summary>
public sealed class DataOracle : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I4";

    /// <inheritdoc/>
    public override string Sentence => "A load sees the last value that its own mm stored since the snapshot at fork, never a store of another mm.";

    /// <inheritdoc/>
    public override string Source => "fork(2): parent and child do not share private pages after fork; S003#11";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var tlb in kernel.Tlbs.All)
        {
            watch.Own(tlb.Loaded, watch.Event(() => Check(kernel, tlb)));
            if (kernel.Held.TryGetValue(tlb.Cpu.Processor, out var held))
            {
                watch.Own(held.Seen, watch.Event(() => CheckHeld(kernel, tlb.Mm, held)));
            }
        }
    }

    // A page got by get_user_pages shows what it held then, or what its own mm or a device has given it since.
    private static string? CheckHeld(KernelInstance kernel, Mm mm, HeldPage held)
    {
        var value = kernel.Cells.Read(held.Seen) - 1;
        var va = HeldPage.Va(kernel.Cells.Read(held.Page));
        var expected = kernel.Cells.Read(mm.Expected.At(va));
        return value == kernel.Cells.Read(held.Datum) || value == expected || expected == Mm.UnknownDatum
            ? null
            : $"{mm.Name} reads {value} through the page that it got of page {va}, which held {kernel.Cells.Read(held.Datum)} then and should hold {expected} now";
    }

    private static string? Check(KernelInstance kernel, Tlb tlb)
    {
        var loaded = kernel.Cells.Read(tlb.Loaded);
        var va = (int)(loaded >> 32) - 1;
        var value = (int)loaded;
        if (tlb.Mm.FindVma(va) is { IsShared: true })
        {
            return null; // There the stores of others are meant to be seen.
        }

        var expected = kernel.Cells.Read(tlb.Mm.Expected.At(va));
        return value == expected || expected == Mm.UnknownDatum ? null : $"{tlb.Mm.Name} loads {value} from page {va} where its own stores and the snapshot at fork give {expected}";
    }
}
