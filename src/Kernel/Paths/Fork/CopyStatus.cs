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
}

/// <summary>The result of copying one entry or batch.</summary>
/// <param name="Count">Entries done; 0 unless copied.</param>
/// <param name="Status">How it ended.</param>
internal readonly record struct CopyResult(int Count, CopyStatus Status)
{
    /// <summary>Nothing done: try again with a page.</summary>
    public static CopyResult Again { get; } = new(0, CopyStatus.Again);

    /// <summary>Nothing done: split the block without the locks, then try again.</summary>
    public static CopyResult SplitFirst { get; } = new(0, CopyStatus.NeedsSplit);

    /// <summary>Entries copied.</summary>
    public static CopyResult Copied(int count) => new(count, CopyStatus.Copied);
}

/// <summary>How far one pass under the locks came.</summary>
/// <param name="Next">The first page not done.</param>
/// <param name="Status">Why it ended there.</param>
/// <param name="Anon">Anonymous pages mapped.</param>
/// <param name="File">File pages mapped.</param>
/// <param name="Swap">Swap entries copied.</param>
/// <param name="Prealloc">The page allocated beforehand, if it is still there.</param>
/// <param name="Slot">The swap slot that needs a continuation, as read under the locks: the entry may change once they are dropped.</param>
internal readonly record struct CopyPass(int Next, CopyStatus Status, int Anon, int File, int Swap, Folio? Prealloc, int Slot);
