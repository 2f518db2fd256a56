using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// The part of I14 on dirty bits: at rest, a page whose datum differs from its copy (on the swap device, in its file, or else the initial one) is marked dirty by its folio or by
/// some entry that maps it. Else reclaim may drop it.
/// </summary>
internal static class DirtyBits
{
    /// <summary>Registers the check.</summary>
    public static void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios.Where(f => !f.IsSpare))
        {
            var copies = Enumerable.Range(0, folio.Pages).Select(page => kernel.Cells.Read(folio.Content.At(page))).ToArray();
            watch.AtEnd(() => Check(kernel, folio, copies));
        }
    }

    private static string? Check(KernelInstance kernel, Folio folio, long[] copies)
    {
        for (var page = 0; page < folio.Pages; page++)
        {
            var datum = kernel.Cells.Read(folio.Content.At(page));
            if (datum != copies[page] && IsForgotten(kernel, folio.Pfn + page))
            {
                return $"page {page} of {folio.Name} was changed to {datum}, but no entry that maps it is dirty";
            }
        }

        return null;
    }

    // Mapped, and only by clean entries. A page that nobody maps any more is nobody's datum; a migration entry does not say.
    private static bool IsForgotten(KernelInstance kernel, int pfn)
    {
        var isMapped = false;
        foreach (var table in kernel.Tables)
        {
            for (var i = 0; i < table.Count; i++)
            {
                var pte = new Pte(kernel.Cells.Read(table.Entries.At(i)));
                if (pte.Kind is not (PteKind.Present or PteKind.Migration) || pte.IsSpecial || pte.Pfn != pfn)
                {
                    continue;
                }

                if (pte.IsDirty || !pte.IsPresent)
                {
                    return false;
                }

                isMapped = true;
            }
        }

        return isMapped;
    }
}
