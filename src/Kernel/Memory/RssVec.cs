namespace RaceSim.Kernel.Memory;

/// <summary>What a pass over a page table has counted and not yet added to the mm's counters (the kernel's <c>int rss[NR_MM_COUNTERS]</c>).</summary>
/// <param name="Anon">Anonymous pages.</param>
/// <param name="File">Pages of files.</param>
/// <param name="Swap">Swap entries.</param>
/// <param name="Shmem">Pages of shared memory.</param>
public readonly record struct RssVec(int Anon, int File, int Swap, int Shmem)
{
    /// <summary>With more of one kind.</summary>
    public RssVec Plus(RssKind? kind, int count) => kind switch
    {
        RssKind.Anon => this with { Anon = Anon + count },
        RssKind.File => this with { File = File + count },
        RssKind.Swap => this with { Swap = Swap + count },
        RssKind.Shmem => this with { Shmem = Shmem + count },
        _ => this,
    };

    /// <summary>The number of one kind.</summary>
    public int Of(RssKind kind) => kind switch
    {
        RssKind.Anon => Anon,
        RssKind.File => File,
        RssKind.Swap => Swap,
        _ => Shmem,
    };

    /// <summary>The counter that counts an entry; null for none. Migration and device entries count as their pages.</summary>
    public static RssKind? KindOf(KernelInstance kernel, Pte pte) => pte.Kind switch
    {
        PteKind.None or PteKind.Marker => null,
        PteKind.Swap => RssKind.Swap,
        _ => kernel.Frame(pte.Pfn).Folio?.Counter,
    };
}
