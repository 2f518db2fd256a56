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
        var first = new Pte(kernel.Cells.Read(table.Entries.At(start)));
        for (var i = 0; i < block; i++)
        {
            var pte = new Pte(kernel.Cells.Read(table.Entries.At(start + i)));
            var isUniform = pte.IsPresent && pte.Pfn == first.Pfn + i && pte.Attributes == first.Attributes && first.Pfn % block == 0;
            if ((pte.IsCont || first.IsCont) && !isUniform)
            {
                var from = table.FirstVa + start;
                return $"block {from}..{from + block - 1} of {table.Mm.Name} is contiguous in part: page {from} is {first}, page {from + i} is {pte}";
            }
        }

        return null;
    }
}
