namespace RaceSim.Exploration.Dpor;

/// <summary>One depth of the search: what sleeps there and what is still to be explored there.</summary>
internal struct Frame
{
    /// <summary>Where this depth's sleep set begins in the stack of sleep entries.</summary>
    public int SleepStart;

    /// <summary>How many entries it has.</summary>
    public int SleepCount;

    /// <summary>The alternatives, the one under way first; -1 for none.</summary>
    public int Branches;
}
