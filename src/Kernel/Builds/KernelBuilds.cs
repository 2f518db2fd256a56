using RaceSim.Kernel.Cpus;

namespace RaceSim.Kernel.Builds;

/// <summary>The builds that scenarios can name.</summary>
public static class KernelBuilds
{
    private static readonly KernelBuild BatchV2 = new()
    {
        Name = "batch-v2",
        Description = "Batched copy as posted: series \"Transparent Contiguous PTEs for User Mappings\", v2, on arm64 contpte",
        Fork = ForkCopy.BatchV2,
        ContPte = ContPteMode.Transparent,
    };

    private static readonly KernelBuild BatchV3 = BatchV2 with
    {
        Name = "batch-v3",
        Description = "v2 with what the thread agreed on for v3: references before mapcounts, the remainder given back",
        RefFirst = true,
    };

    private static readonly KernelBuild IgnoreWrite = BatchV3 with
    {
        Name = "batch-v3-any-writable",
        Description = "v3 that ignores the write bit in the comparison and protects the batch if any entry is writable (#14)",
        IgnoreWrite = true,
        AnyWritable = true,
    };

    private static readonly KernelBuild FramesOnly = IgnoreWrite with
    {
        Name = "batch-v3-frames-only",
        Description = "Strawman of S003#9: the batch compares page frames alone, so its first entry's bits go to all of the child's",
        SharedMixReadOnly = true,
        FramesOnly = true,
    };

    private static readonly KernelBuild Merged = new()
    {
        Name = "linux-6.9",
        Description = "The merged batch (copy_present_ptes with folio_pte_batch) on arm64 contpte, as in Linux 6.9 to 6.16",
        Fork = ForkCopy.Merged,
        ContPte = ContPteMode.Transparent,
    };

    private static readonly KernelBuild Oppo = new()
    {
        Name = "oppo-contpte",
        Description = "OPPO's out-of-tree CONT-PTE pages (5.15): lock breaks at aligned addresses only, and a split if a block is met in its middle",
        Fork = ForkCopy.Oppo,
        ContPte = ContPteMode.Explicit,
        AlignedBreak = true,
        UnalignedContCheck = true,
    };

    private static readonly KernelBuild OnePte = new()
    {
        Name = "linux-5.8",
        Description = "Linux 5.8: one function for every entry (copy_one_pte); write faults decide by mapcounts under the folio lock; GUP breaks copy-on-write",
        Fork = ForkCopy.OnePte,
        AnonExclusive = false,
        WriteFault = WriteFault.Mapcount,
        MovesAnonRmap = true,
        ForcesCowBreak = true,
        HasWriteProtectSeq = false,
    };

    private static readonly KernelBuild Trial = OnePte with
    {
        Name = "wp-simplify-trial",
        Description = "S004: the trial do_wp_page() simplification as posted, with GUP's forced breaks of copy-on-write removed as the mail proposes",
        WriteFault = WriteFault.Trial,
        UnlocksFolioLate = true,
        MovesAnonRmap = false,
        ForcesCowBreak = false,
        FreesSwapCache = false,
    };

    private static readonly KernelBuild Linux59 = Trial with
    {
        Name = "linux-5.9",
        Description = "Linux 5.9: copy_present_pte copies pages that may be pinned at once; write faults decide by the reference count",
        Fork = ForkCopy.SplitPresent,
        WriteFault = WriteFault.Count,
        UnlocksFolioLate = false,
        CopiesPinnedEarly = true,
    };

    private static readonly KernelBuild CowPteV5 = new()
    {
        Name = "cow-pte-v5",
        Description = "Page tables shared at fork and broken at the first write, as posted in S002 (on Linux 6.3): every sharer counts",
        Tables = TableSharing.CowPteV5,
    };

    /// <summary>All builds, the plain ones before their variants.</summary>
    public static IReadOnlyList<KernelBuild> All { get; } =
    [
        OnePte,
        OnePte with
        {
            Name = "split-nonpresent",
            Description = "linux-5.8 with S001's patch 1: copy_nonpresent_pte is a function of its own",
            Fork = ForkCopy.SplitNonpresent,
        },
        OnePte with
        {
            Name = "split-present",
            Description = "linux-5.8 with S001's patches 1 and 2: the caller tests pte_present",
            Fork = ForkCopy.SplitPresent,
        },
        OnePte with
        {
            Name = "linux-5.7",
            Description = "Linux 5.7: as 5.8, but GUP does not break copy-on-write for reads (CVE-2020-29374), and a PMD is split without the page lock (CVE-2020-29368)",
            ForcesCowBreak = false,
            SplitsPmdUnlocked = true,
        },
        Trial,
        Trial with
        {
            Name = "wp-simplify-or",
            Description = "S004: the trial patch as its reviewer reads it, \"mapcount != 1 || count != 1\"",
            WriteFault = WriteFault.TrialOr,
        },
        Trial with
        {
            Name = "wp-page-mapcount",
            Description = "Strawman of S004: the trial patch with a test of the page's own mapcount alone, which is inexact for huge pages",
            WriteFault = WriteFault.PageMapcount,
            SplitsPmdUnlocked = true,
        },
        Linux59 with
        {
            Name = "linux-5.9-rc4",
            Description = "The simplification as first merged (09854ba94c6a): KSM pages are copied; the folio is unlocked after the page table; pinned pages are shared by fork",
            Fork = ForkCopy.OnePte,
            UnlocksFolioLate = true,
            CopiesPinnedEarly = false,
        },
        Linux59 with
        {
            Name = "linux-5.9-rc7",
            Description = "Linux 5.9-rc7: the folio is unlocked first (be068f29034f); pinned pages are still shared by fork",
            CopiesPinnedEarly = false,
        },
        Linux59,
        Linux59 with
        {
            Name = "linux-5.11",
            Description = "Linux 5.11 to 5.17: linux-5.9 with write_protect_seq, by which fork and GUP-fast find out about each other",
            HasWriteProtectSeq = true,
        },
        Linux59 with
        {
            Name = "linux-5.18",
            Description = "Linux 5.18: linux-5.11 whose write faults take a page out of the swap cache and then want to hold its only reference",
            WriteFault = WriteFault.Exclusive,
            HasWriteProtectSeq = true,
            FreesSwapCache = true,
            MovesAnonRmap = true,
        },
        new()
        {
            Name = "linux-6.8",
            Description = "One entry at a time (copy_present_pte), without contpte: Linux 5.19 to 6.8",
        },
        new()
        {
            Name = "contpte-per-pte",
            Description = "arm64 contpte below the entry-by-entry copy",
            ContPte = ContPteMode.Transparent,
        },
        BatchV2,
        BatchV3,
        IgnoreWrite,
        BatchV3 with
        {
            Name = "batch-v3-all-or-none",
            Description = "v3 that asks once whether any page of the batch may be pinned, and maps all of them or none (#5)",
            AllOrNone = true,
        },
        IgnoreWrite with
        {
            Name = "batch-v3-shared-ro",
            Description = "batch-v3-any-writable that makes all of the child's entries of a shared mapping read-only (#16)",
            SharedAllReadOnly = true,
        },
        IgnoreWrite with
        {
            Name = "batch-v3-shared-mix",
            Description = "batch-v3-any-writable that makes the child's entries of a shared mapping read-only if the batch mixes (#17, #20)",
            SharedMixReadOnly = true,
        },
        FramesOnly,
        FramesOnly with
        {
            Name = "batch-v3-proposed",
            Description = "v3 as the thread left it (#21 to #23): frames compared, ended where protnone or uffd-wp changes, bounded by frames",
            EndOnProtnone = true,
            EndOnUffd = true,
            PfnLimit = true,
        },
        Merged,
        Merged with
        {
            Name = "linux-6.9-no-contpte",
            Description = "The merged batch on a machine without contiguous entries (x86): what contpte is compared with",
            ContPte = ContPteMode.None,
        },
        Oppo,
        Oppo with
        {
            Name = "oppo-no-check",
            Description = "OPPO's aligned breaks alone, without the test for a block met in its middle",
            UnalignedContCheck = false,
        },
        Oppo with
        {
            Name = "oppo-any-break",
            Description = "OPPO's copy with lock breaks anywhere and without the test for a block met in its middle",
            AlignedBreak = false,
            UnalignedContCheck = false,
        },
        Oppo with
        {
            Name = "oppo-split-outside",
            Description = "OPPO's kernel with a fork that tries the folio lock for a split, and otherwise drops its locks and waits outside (a fix of E19)",
            SplitOutside = true,
        },
        Oppo with
        {
            Name = "oppo-mapcount-reuse",
            Description = "OPPO's kernel with write faults that reuse a page by its mapcount (reuse_swap_page), as before Linux 5.8",
            ReuseByMapcount = true,
        },
        Oppo with
        {
            Name = "oppo-entire-per-folio",
            Description = "Strawman of S003#27: one entire mapping for a folio of several blocks, while blocks are split one at a time",
            EntirePerFolio = true,
        },
        Oppo with
        {
            Name = "oppo-zero-block",
            Description = "OPPO's kernel with its huge zero page: a read fault maps a contiguous block of zeroes, a write to it takes a large folio",
            ZeroBlock = true,
        },
        BatchV2 with
        {
            Name = "batch-v2-any-dirty",
            Description = "v2 with its dirty bits collected before they are cleaned: the child's entries are dirty if any of the batch is",
            AnyDirty = true,
        },
        Merged with
        {
            Name = "contpte-entry-flags",
            Description = "linux-6.9 whose contpte layer looks at the entry itself before it says that access flags are there already (a fix for B18)",
            FlagsComparedPerEntry = true,
        },
        Merged with
        {
            Name = "large-swap-in",
            Description = "linux-6.9 with a swap-in that reads a whole block back if its slots are consecutive (6.12 and later, for devices that read at once)",
            LargeSwapIn = true,
        },
        new()
        {
            Name = "blind-copy",
            Description = "Strawman of S003#35: copies raw entries, contiguous bit included, from wherever it resumed",
            Fork = ForkCopy.BlindCont,
            ContPte = ContPteMode.Transparent,
        },
        BatchV2 with
        {
            Name = "batch-count-mapped",
            Description = "Strawman of S003#26: the batch counts the folio's mapped pages instead of a prefix",
            CountMapped = true,
        },
        BatchV3 with
        {
            Name = "batch-v3-first-pte",
            Description = "v3 that ignores the write bit in the comparison but asks only the first entry whether to protect (#11)",
            IgnoreWrite = true,
        },
        .. CowPteV2Builds.All,
        CowPteV5,
        CowPteV5 with
        {
            Name = "cow-pte-v4",
            Description = "COW-PTE v4's break: the PMD entry is cleared before there is a new table",
            Tables = TableSharing.CowPteV4,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-debug",
            Description = "cow-pte-v5 with CONFIG_DEBUG_VM: the check at the end of __handle_mm_fault is compiled in",
            TableFixes = TableFix.DebugVm,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-debug-once",
            Description = "cow-pte-v5-debug whose check loads the PMD entry once",
            TableFixes = TableFix.DebugVm | TableFix.LoadPmdOnce,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-give-up",
            Description = "cow-pte-v5 whose break gives up if it finds no table (the smallest answer to a zap beside it)",
            TableFixes = TableFix.GiveUpOnNone,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-pt-reclaim",
            Description = "cow-pte-v5-give-up on a kernel in which MADV_DONTNEED frees the tables that it empties (6.14)",
            TableFixes = TableFix.GiveUpOnNone | TableFix.PtReclaim,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-flush-first",
            Description = "cow-pte-v5 that flushes the TLBs before it gives up the old table's reference (the answer to G03 alone)",
            TableFixes = TableFix.FlushBeforePut,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-no-seqcount",
            Description = "cow-pte-v5 whose break leaves write_protect_seq alone (the answer to G09 alone)",
            TableFixes = TableFix.NoSeqcount,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-fixed",
            Description = "cow-pte-v5 with all answers: PMD lock and recheck, flush before put, no sequence count, store barrier, errors returned, mremap's destination broken, a fork that goes back once",
            TableFixes = TableFix.All,
        },
        CowPteV5 with
        {
            Name = "cow-pte-v5-fixed-pt-reclaim",
            Description = "cow-pte-v5-fixed on a kernel in which MADV_DONTNEED frees the tables that it empties (6.14)",
            TableFixes = TableFix.All | TableFix.PtReclaim,
        },
    ];

    /// <summary>The build of a name; null if there is none. A mutation is appended with a plus sign: <c>batch-v3+KeepRemainderRefs</c>;
    /// so is the memory model of the machine: <c>linux-6.9+pso</c>.</summary>
    public static KernelBuild? Find(string name)
    {
        var parts = name.Split('+');
        var build = All.FirstOrDefault(b => b.Name == parts[0]);
        if (build is null)
        {
            return null;
        }

        foreach (var part in parts.Skip(1))
        {
            var word = part.Replace("-", string.Empty, StringComparison.Ordinal);
            if (MemoryModels.Find(part) is { } model && build.MemoryModel is null)
            {
                build = build with { MemoryModel = model };
            }
            else if (Enum.TryParse<Mutation>(word, ignoreCase: true, out var mutation) && Enum.IsDefined(mutation))
            {
                build = build with { Mutations = build.Mutations | mutation };
            }
            else if (Enum.TryParse<UnmapMutation>(word, ignoreCase: true, out var unmapping) && Enum.IsDefined(unmapping))
            {
                build = build with { UnmapMutations = build.UnmapMutations | unmapping };
            }
            else if (Enum.TryParse<TableMutation>(word, ignoreCase: true, out var onTables) && Enum.IsDefined(onTables))
            {
                build = build with { TableMutations = build.TableMutations | onTables };
            }
            else
            {
                return null;
            }
        }

        return parts.Length == 1 ? build : build with { Name = name };
    }

    /// <summary>A build's name with another memory model: <c>linux-6.9</c> becomes <c>linux-6.9+pso</c>.</summary>
    public static string On(string name, MemoryModel model) => $"{WithoutMemoryModel(name)}+{model.Name()}";

    /// <summary>A build's name without a memory model.</summary>
    public static string WithoutMemoryModel(string name) => string.Join('+', name.Split('+').Where((part, i) => i == 0 || MemoryModels.Find(part) is null));

    /// <summary>The names of all mutations, as a build name appends them.</summary>
    public static IReadOnlyList<string> MutationNames { get; } =
    [
        .. Enum.GetValues<Mutation>().Where(m => m != Mutation.None).Select(m => Hyphenated(m.ToString())),
        .. Enum.GetValues<UnmapMutation>().Where(m => m != UnmapMutation.None).Select(m => Hyphenated(m.ToString())),
        .. Enum.GetValues<TableMutation>().Where(m => m != TableMutation.None).Select(m => Hyphenated(m.ToString())),
    ];

    private static string Hyphenated(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
