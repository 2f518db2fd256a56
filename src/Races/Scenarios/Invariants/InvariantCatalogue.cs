namespace RaceSim.Scenarios.Invariants;

/// <summary>All invariants, by number.</summary>
public static class InvariantCatalogue
{
    /// <summary>The invariants. At the end of an execution they are evaluated in this order.</summary>
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new RefcountCoversMappings(),
        new RefcountExactAtEnd(),
        new MapcountMatchesEntries(),
        new RssMatchesEntries(),
        new DataOracle(),
        new WritableMeansAlone(),
        new NoStaleTranslation(),
        new NoUseAfterFree(),
        new NoTableUseAfterFree(),
        new NoLeak(),
        new EntryStoresUnderLock(),
        new NoSleepUnderSpinlock(),
        new LockOrder(),
        new PinStaysMapped(),
        new EntryBitsKept(),
        new ContiguousBlocks(),
        new ExclusiveMeansOneMapping(),
        new TableCountExact(),
        new SlotCountMatchesEntries(),
        new OneSeqcountWriter(),
        new SnapshotAtFork(),
        new RightsOfVma(),
        new WaitsEnd(),
        new MirrorIsValid(),
        new SwapoffFindsMms(),
        new ReuseCountsReferences(),
        new StableUnderWriteback(),
        new UnlockedWhenFreed(),
        new ObserverIsRight(),
        new IndexInTable(),
        new LocksAreHeld(),
    ];

    /// <summary>The invariant of an id; null if there is none.</summary>
    public static Invariant? Find(string id) => All.FirstOrDefault(i => i.Id == id);
}
