using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I15: A contiguous entry stands in a naturally aligned block of valid contiguous entries with consecutive frames and equal attributes.</summary>
public sealed class ContiguousBlocks : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I15";

    /// <inheritdoc/>
    public override string Sentence => "A contiguous entry stands in a naturally aligned block of valid contiguous entries with consecutive frames and equal attributes.";

    /// <inheritdoc/>
    public override string Source => "Arm ARM, contiguous bit; arch/arm64/mm/contpte.c; S003#35";

    /// <inheritdoc/>
    public override void Attach(KernelInstance kernel, Watch watch) => watch.Block((table, start) => Check(kernel, table, start));

    private static string? Check(KernelInstance kernel, PageTable table, int start)
    {
        var block = kernel.Constants.ContPtes;
        var cont = -1;
        var odd = -1;
        var first = Entry(kernel, table, start);
        for (var i = 0; i < block; i++)
        {
            var pte = Entry(kernel, table, start + i);
            cont = pte.IsCont && cont < 0 ? i : cont;
            odd = odd < 0 && (!pte.IsPresent || pte.Pfn != first.Pfn + i || pte.Attributes != first.Attributes || first.Pfn % block != 0) ? i : odd;
        }

        if (cont < 0 || (odd < 0 && first.IsCont))
        {
            return null;
        }

        var other = odd < 0 || odd == cont ? 0 : odd;
        var from = table.FirstVa + start;
        return $"block {from}..{from + block - 1} of {table.Mm.Name} is contiguous in part: "
            + $"page {from + cont} is {Entry(kernel, table, start + cont)}, page {from + other} is {Entry(kernel, table, start + other)}";
    }

    private static Pte Entry(KernelInstance kernel, PageTable table, int index) => new(kernel.Cells.Read(table.Entries.At(index)));
}
