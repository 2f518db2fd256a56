using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>What the schedules of a sampling have come to, by their indices in the whole sampling. Records of different schedules add up, in any order.</summary>
internal sealed class SampleRecord(int outcomeWidth)
{
    private readonly SortedDictionary<string, Finding> _findings = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, long> _firstToReach = [];

    /// <summary>The schedules.</summary>
    public long Schedules { get; set; }

    /// <summary>Their steps.</summary>
    public long Steps { get; set; }

    /// <summary>How many were cut at the step bound.</summary>
    public long StepBoundHits { get; set; }

    /// <summary>The steps of the longest.</summary>
    public int Longest { get; set; }

    /// <summary>The final states.</summary>
    public OutcomeSet Outcomes { get; } = new(outcomeWidth);

    /// <summary>Classes and pairs; empty without statistics.</summary>
    public SampleCensus Census { get; } = new();

    /// <summary>Of each broken check the lowest schedule that broke it, by ascending schedule.</summary>
    public IEnumerable<Finding> Findings => _findings.Values.OrderBy(f => f.Execution);

    /// <summary>Of each event reached, by its bit, the lowest schedule that reached it.</summary>
    public IReadOnlyDictionary<int, long> FirstToReach => _firstToReach;

    /// <summary>Adds a violation.</summary>
    public void AddFinding(long index, Violation violation, Schedule schedule)
    {
        if (!_findings.TryGetValue(violation.Invariant, out var known) || index < known.Execution)
        {
            _findings[violation.Invariant] = new Finding(index, violation, schedule);
        }
    }

    /// <summary>Adds an event.</summary>
    public void AddReached(int bit, long index) =>
        _firstToReach[bit] = _firstToReach.TryGetValue(bit, out var known) ? Math.Min(known, index) : index;

    /// <summary>Adds other schedules.</summary>
    public void Add(SampleRecord other)
    {
        Schedules += other.Schedules;
        Steps += other.Steps;
        StepBoundHits += other.StepBoundHits;
        Longest = Math.Max(Longest, other.Longest);
        Outcomes.Add(other.Outcomes);
        Census.Add(other.Census);
        foreach (var finding in other._findings.Values)
        {
            AddFinding(finding.Execution, finding.Violation, finding.Schedule);
        }

        foreach (var (bit, index) in other._firstToReach)
        {
            AddReached(bit, index);
        }
    }
}
