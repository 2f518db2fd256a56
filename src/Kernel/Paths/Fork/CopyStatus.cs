using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>How the copy of one entry (or batch) ended.</summary>
internal enum CopyStatus
{
    /// <summary>Copied.</summary>
    Copied,

    /// <summary>Copied into the page allocated beforehand.</summary>
    UsedPrealloc,

    /// <summary>-EAGAIN: a page has to be allocated without the locks, then the same entry is looked at again.</summary>
    Again,

    /// <summary>-EIO: the swap count needs a continuation, to be allocated without the locks.</summary>
    NeedsContinuation,

    /// <summary>OPPO's code: a block has to be split, and its folio is locked by somebody else; to be split without the locks.</summary>
    NeedsSplit,

    /// <summary>Taken for copied, although nothing was done: only a mutant does.</summary>
    Skipped,

    /// <summary>-EBUSY: a device-exclusive page is locked; fork fails.</summary>
    Busy,

    /// <summary>-ENOENT: a device-exclusive entry has been made present, to be looked at again.</summary>
    NowPresent,
}

/// <summary>The result of copying one entry or batch.</summary>
/// <param name="Count">Entries done; 0 unless copied.</param>
/// <param name="Status">How it ended.</param>
internal readonly record struct CopyResult(int Count, CopyStatus Status)
{
    /// <summary>A counter raised beside the entry's own: only a mutant counts twice.</summary>
    public RssKind? CountedAgain { get; init; }

    /// <summary>Nothing done: try again with a page.</summary>
    public static CopyResult Again { get; } = new(0, CopyStatus.Again);

    /// <summary>Nothing done: split the block without the locks, then try again.</summary>
    public static CopyResult SplitFirst { get; } = new(0, CopyStatus.NeedsSplit);

    /// <summary>Entries copied.</summary>
    public static CopyResult Copied(int count) => new(count, CopyStatus.Copied);

    /// <summary>Nothing done, for another reason.</summary>
    public static CopyResult Stopped(CopyStatus status) => new(0, status);
}

/// <summary>A page allocated beforehand.</summary>
/// <param name="Page">The page; null if there is none.</param>
/// <param name="Va">The page number for which it was allocated: the memory policy depends on it.</param>
/// <param name="Entry">The entry seen there then. Nobody may believe it after the locks were dropped; a mutant does.</param>
internal readonly record struct Preallocated(Folio? Page, int Va, Pte Entry);

/// <summary>How far one pass under the locks came.</summary>
/// <param name="Next">The first page not done.</param>
/// <param name="Status">Why it ended there.</param>
/// <param name="Rss">What it mapped.</param>
/// <param name="Prealloc">The page allocated beforehand, if it is still there.</param>
/// <param name="Entry">The entry at <paramref name="Next"/> as read under the locks, if it stopped the pass: it may change once they are dropped.</param>
internal readonly record struct CopyPass(int Next, CopyStatus Status, RssVec Rss, Preallocated Prealloc, Pte Entry);
