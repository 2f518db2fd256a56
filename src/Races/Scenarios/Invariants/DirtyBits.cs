using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>
/// The part of I14 on dirty bits: at rest, a page whose datum differs from its copy (on the swap device, in its file, or else the initial one) is marked dirty by its folio or by
/// some entry that maps it. Else reclaim may drop it.
/// </summary>
internal static class DirtyBits
{
    private const long NoCopy = long.MinValue;

    /// <summary>Registers the check.</summary>
    public static void Attach(KernelInstance kernel, Watch watch)
    {
        foreach (var folio in kernel.Folios.Where(f => !f.IsSpare))
        {
            // What a file has of a page that is dirty from the start is something else.
            var copies = Enumerable.Range(0, folio.Pages)
                .Select(page => !folio.IsAnon && IsDirty(kernel, folio.Pfn + page) ? NoCopy : kernel.Cells.Read(folio.Content.At(page)))
                .ToArray();
            watch.AtEnd(() => Check(kernel, folio, copies));
        }
    }

    /// <summary>Whether some entry that maps a frame is dirty.</summary>
    public static bool IsDirty(KernelInstance kernel, int pfn) => Look(kernel, pfn) == Marks.Dirty;

    private static string? Check(KernelInstance kernel, Folio folio, long[] copies)
    {
        if (kernel.Cells.Read(folio.Dirty) != 0 || kernel.Cells.Read(folio.Refcount) <= 0)
        {
            return null;
        }

        for (var page = 0; page < folio.Pages; page++)
        {
            var datum = kernel.Cells.Read(folio.Content.At(page));
            var copy = kernel.Cells.Read(folio.SwapCached) != 0 ? kernel.Cells.Read(kernel.Swap!.Device.At(folio.SwapCacheSlot + page)) : copies[page];
            if (datum != copy && IsForgotten(Look(kernel, folio.Pfn + page), folio))
            {
                return $"page {page} of {folio.Name} holds {datum}, which its copy has not, but neither the folio nor an entry that maps it is dirty";
            }
        }

        return null;
    }

    // An anonymous page that nobody maps any more is nobody's datum; a file keeps its own.
    private static bool IsForgotten(Marks marks, Folio folio) => marks == Marks.Clean || (marks == Marks.None && !folio.IsAnon);

    private static Marks Look(KernelInstance kernel, int pfn)
    {
        var marks = Marks.None;
        foreach (var table in Mappings.Reached(kernel))
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
                    return Marks.Dirty; // A migration entry does not say.
                }

                marks = Marks.Clean;
            }
        }

        return marks;
    }

    private enum Marks
    {
        None,
        Clean,
        Dirty,
    }
}
