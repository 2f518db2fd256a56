namespace RaceSim.Kernel.Memory;

/// <summary>
/// A page-table entry as one 64-bit value: none, present, or one of the non-present kinds. Changes give a new value. Independent of any architecture: the
/// contiguous bit stands for arm64's, the rest for the bits that <c>include/linux/pgtable.h</c> and <c>swapops.h</c> speak of.
/// </summary>
/// <param name="Bits">The encoded entry; 0 is none.</param>
public readonly record struct Pte(long Bits)
{
    /// <summary>The bit of a hardware write permission, for an atomic clear.</summary>
    public const long WriteBit = 1L << 1;

    private const long PresentBit = 1L << 0;
    private const long DirtyBit = 1L << 2;
    /// <summary>The accessed bit.</summary>
    public const long YoungBit = 1L << 3;
    private const long ContBit = 1L << 4;
    private const long UffdWpBit = 1L << 5;
    private const long SoftDirtyBit = 1L << 6;
    private const long SpecialBit = 1L << 7;
    private const long ProtNoneBit = 1L << 8;
    private const long ExclusiveBit = 1L << 14;
    private const int KindShift = 9;
    private const int ModeShift = 12;
    private const int PfnShift = 16;

    /// <summary>No entry.</summary>
    public static Pte None => default;

    /// <summary>Whether nothing is there.</summary>
    public bool IsNone => Bits == 0;

    /// <summary>Whether it maps a page.</summary>
    public bool IsPresent => (Bits & PresentBit) != 0;

    /// <summary>Whether the hardware takes it (arm64 <c>pte_valid</c>): a NUMA hint is present and not valid.</summary>
    public bool IsValid => (Bits & (PresentBit | ProtNoneBit)) == PresentBit;

    /// <summary>Whether the hardware takes it as part of a contiguous block (arm64 <c>pte_valid_cont</c>).</summary>
    public bool IsValidCont => IsValid && IsCont;

    /// <summary>Whether the hardware lets a store through.</summary>
    public bool IsWritable => (Bits & WriteBit) != 0;

    /// <summary>Whether a store was seen.</summary>
    public bool IsDirty => (Bits & DirtyBit) != 0;

    /// <summary>Whether an access was seen.</summary>
    public bool IsYoung => (Bits & YoungBit) != 0;

    /// <summary>Whether it is part of a contiguous block (arm64 <c>PTE_CONT</c>).</summary>
    public bool IsCont => (Bits & ContBit) != 0;

    /// <summary>Whether it is write-protected for userfaultfd.</summary>
    public bool IsUffdWp => (Bits & UffdWpBit) != 0;

    /// <summary>Whether a store was seen since somebody asked (<c>CONFIG_MEM_SOFT_DIRTY</c>, /proc/PID/clear_refs); entries that map nothing carry it too.</summary>
    public bool IsSoftDirty => (Bits & SoftDirtyBit) != 0;

    /// <summary>Whether it maps a page without a folio's counters (the zero page).</summary>
    public bool IsSpecial => (Bits & SpecialBit) != 0;

    /// <summary>Whether it is there but inaccessible (NUMA hinting).</summary>
    public bool IsProtNone => (Bits & ProtNoneBit) != 0;

    /// <summary>The kind of a non-present entry.</summary>
    public PteKind Kind => IsPresent ? PteKind.Present : (PteKind)((Bits >> KindShift) & 7);

    /// <summary>A migration entry's mode.</summary>
    public MigrationMode Mode => (MigrationMode)((Bits >> ModeShift) & 3);

    /// <summary>Whether a swap entry carries the exclusive marker (5.19 and later).</summary>
    public bool IsSwapExclusive => (Bits & ExclusiveBit) != 0;

    /// <summary>What a marker entry marks.</summary>
    public MarkerKind Marker => (MarkerKind)((Bits >> ModeShift) & 3);

    /// <summary>Whether it names a page that it maps for the CPU or for a device: such an entry holds a reference and a mapcount.</summary>
    public bool IsMapping => Kind is PteKind.Present or PteKind.DevicePrivate or PteKind.DeviceExclusive;

    /// <summary>The page frame a present, migration or device entry names.</summary>
    public int Pfn => (int)(Bits >> PfnShift);

    /// <summary>The slot a swap entry names.</summary>
    public int Slot => (int)(Bits >> PfnShift);

    /// <summary>The bits two entries of one batch must share: all but the page frame, accessed and dirty.</summary>
    public long Attributes => Bits & ((1L << PfnShift) - 1) & ~(DirtyBit | YoungBit);

    /// <summary>The accessed and dirty bits alone, for an atomic or.</summary>
    public long AccessFlags => Bits & (DirtyBit | YoungBit);

    /// <summary>A present, young entry.</summary>
    public static Pte Present(int pfn, bool writable) => new(((long)pfn << PfnShift) | PresentBit | YoungBit | (writable ? WriteBit | DirtyBit : 0));

    /// <summary>An entry that maps the zero page.</summary>
    public static Pte ZeroPage(int pfn) => new(((long)pfn << PfnShift) | PresentBit | YoungBit | SpecialBit);

    /// <summary>A swap entry.</summary>
    public static Pte Swap(int slot) => new(((long)slot << PfnShift) | ((long)PteKind.Swap << KindShift));

    /// <summary>A migration entry.</summary>
    public static Pte Migration(int pfn, MigrationMode mode) =>
        new(((long)pfn << PfnShift) | ((long)PteKind.Migration << KindShift) | ((long)mode << ModeShift));

    /// <summary>An entry for a page in a device's own memory: writable (by the device) or readable.</summary>
    public static Pte DevicePrivate(int pfn, bool writable) => new(
        ((long)pfn << PfnShift) | ((long)PteKind.DevicePrivate << KindShift) | ((writable ? (long)MigrationMode.Writable : 0) << ModeShift));

    /// <summary>An entry for a page that a device has to itself (6.15 and later, where it still counts as a mapping).</summary>
    public static Pte DeviceExclusive(int pfn) => new(((long)pfn << PfnShift) | ((long)PteKind.DeviceExclusive << KindShift));

    /// <summary>A marker.</summary>
    public static Pte MarkerEntry(MarkerKind marker) => new(((long)PteKind.Marker << KindShift) | ((long)marker << ModeShift));

    /// <summary>With the soft-dirty bit.</summary>
    public Pte MakeSoftDirty() => new(Bits | SoftDirtyBit);

    /// <summary>With the soft-dirty and userfaultfd bits of <paramref name="other"/>, as an entry rebuilt from another kind keeps them.</summary>
    public Pte WithKeptBitsOf(Pte other) => new(Bits | (other.Bits & (SoftDirtyBit | UffdWpBit)));

    /// <summary>A swap entry with the exclusive marker (5.19 and later).</summary>
    public Pte MakeExclusive() => new(Bits | ExclusiveBit);

    /// <summary>Without write permission.</summary>
    public Pte WriteProtect() => new(Bits & ~WriteBit);

    /// <summary>With write permission.</summary>
    public Pte MakeWritable() => new(Bits | WriteBit);

    /// <summary>Without the dirty bit.</summary>
    public Pte MakeClean() => new(Bits & ~DirtyBit);

    /// <summary>With the dirty bit.</summary>
    public Pte MakeDirty() => new(Bits | DirtyBit);

    /// <summary>Without the accessed bit.</summary>
    public Pte MakeOld() => new(Bits & ~YoungBit);

    /// <summary>With the accessed bit.</summary>
    public Pte MakeYoung() => new(Bits | YoungBit);

    /// <summary>With the contiguous bit.</summary>
    public Pte MakeCont() => new(Bits | ContBit);

    /// <summary>Without the contiguous bit.</summary>
    public Pte MakeNonCont() => new(Bits & ~ContBit);

    /// <summary>With the userfaultfd bit.</summary>
    public Pte MakeUffdWp() => new(Bits | UffdWpBit);

    /// <summary>Inaccessible, for a NUMA hint.</summary>
    public Pte MakeProtNone() => new(Bits | ProtNoneBit);

    /// <summary>Without the userfaultfd bit.</summary>
    public Pte ClearUffdWp() => new(Bits & ~UffdWpBit);

    /// <summary>Without the soft-dirty bit.</summary>
    public Pte ClearSoftDirty() => new(Bits & ~SoftDirtyBit);

    /// <summary>A swap entry without the exclusive marker.</summary>
    public Pte ClearExclusive() => new(Bits & ~ExclusiveBit);

    /// <summary>With the accessed and dirty bits of <paramref name="other"/> added.</summary>
    public Pte WithAccessedDirtyOf(Pte other) => new(Bits | (other.Bits & (DirtyBit | YoungBit)));

    /// <summary>The same entry for the page <paramref name="offset"/> frames further.</summary>
    public Pte Advance(int offset) => new(Bits + ((long)offset << PfnShift));

    /// <summary>As a reader sees it: <c>pfn 17 RW dirty cont</c>.</summary>
    public override string ToString() => Kind switch
    {
        PteKind.None => "none",
        PteKind.Swap => $"swap {Slot}{(IsSwapExclusive ? " excl" : string.Empty)}{Kept}",
        PteKind.Migration => $"migration pfn {Pfn} {(Mode == MigrationMode.Writable ? "writable" : Mode == MigrationMode.ReadableExclusive ? "excl" : "readable")}{Kept}",
        PteKind.DevicePrivate => $"device pfn {Pfn} {(Mode == MigrationMode.Writable ? "writable" : "readable")}{Kept}",
        PteKind.DeviceExclusive => $"device-exclusive pfn {Pfn}{Kept}",
        PteKind.Marker => $"marker {Marker}",
        _ => $"pfn {Pfn} {(IsWritable ? "RW" : "RO")}{(IsDirty ? " dirty" : string.Empty)}{(IsCont ? " cont" : string.Empty)}{(IsSpecial ? " special" : string.Empty)}{(IsProtNone ? " protnone" : string.Empty)}{Kept}",
    };

    private string Kept => $"{(IsUffdWp ? " uffd-wp" : string.Empty)}{(IsSoftDirty ? " soft-dirty" : string.Empty)}";
}
