using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>I3: At rest, the RSS counters of an mm equal the number of its entries of each kind.</summary>
public sealed class RssMatchesEntries : Invariant
{
    /// <inheritdoc/>
    public override string Id => "I3";

    /// <inheritdoc/>
    public override string Sentence => "At rest, the RSS counters of an mm equal the number of its entries of each kind.";

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
        long anon = 0;
        long file = 0;
        long swap = 0;
        foreach (var table in mm.Tables)
        {
            for (var i = 0; i < table.Count; i++)
            {
                var pte = new Pte(kernel.Cells.Read(table.Entries.At(i)));
                var isFile = pte.IsPresent && kernel.Frame(pte.Pfn).Folio is { IsAnon: false };
                file += isFile ? 1 : 0;
                anon += (pte.IsPresent && !pte.IsSpecial && !isFile) || pte.Kind == PteKind.Migration ? 1 : 0;
                swap += pte.Kind == PteKind.Swap ? 1 : 0;
            }
        }

        var countedAnon = kernel.Cells.Read(mm.Rss(RssKind.Anon));
        var countedFile = kernel.Cells.Read(mm.Rss(RssKind.File));
        var countedSwap = kernel.Cells.Read(mm.Rss(RssKind.Swap));
        return countedAnon == anon && countedFile == file && countedSwap == swap
            ? null
            : $"{mm.Name} counts {countedAnon} anonymous pages, {countedFile} of files and {countedSwap} swap entries but has {anon}, {file} and {swap}";
    }
}
