namespace RaceSim.Kernel.Builds;

/// <summary>COW-PTE v2 as posted, and with each answer to what was said of it (000_a2eafb100a023ec2.txt).</summary>
internal static class CowPteV2Builds
{
    private static readonly KernelBuild CowPteV2 = new()
    {
        Name = "cow-pte-v2",
        Description = "COW-PTE v2 (S000's series) on Linux 6.0: fork shares page tables, whose pages are counted once and charged to an owner",
        Tables = TableSharing.CowPteV2,
    };

    /// <summary>As posted, then its variants.</summary>
    public static IReadOnlyList<KernelBuild> All { get; } =
    [
        CowPteV2,
        CowPteV2 with
        {
            Name = "cow-pte-v2-locked",
            Description = "cow-pte-v2 that changes owner, accounting and PMD entry in one section of the table's lock, and gives the reference up last (the answer to F03 and F04)",
            TableFixes = TableFix.LockedAccounting,
        },
        CowPteV2 with
        {
            Name = "cow-pte-v2-iterate",
            Description = "cow-pte-v2 whose accounting goes over all VMAs of the range (the answer to F02)",
            TableFixes = TableFix.IterateVmas,
        },
        CowPteV2 with
        {
            Name = "cow-pte-v2-present-test",
            Description = "cow-pte-v2 whose accounting asks whether an entry is present, and counts swap entries (the answer to F06)",
            TableFixes = TableFix.PresentTest,
        },
        CowPteV2 with
        {
            Name = "cow-pte-v2-never-reuse",
            Description = "cow-pte-v2 whose break always copies, as the reviewer asks to see first (F07)",
            TableFixes = TableFix.NeverReuse,
        },
    ];
}
