using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Scenarios.Measures;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Searching;

/// <summary>What the executions of a search have come to. Tallies of parts of a space add up to the tally of the space, in any order.</summary>
internal sealed class SearchTally(int outcomeWidth)
{
    private readonly SortedDictionary<string, FoundSchedule> _violations = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Schedule> _witnesses = [];
    private readonly List<string> _order = [];
    private readonly MetricTally _metrics = new();

    /// <summary>The executions that ended otherwise than by being given up as redundant.</summary>
    public long Executions { get; set; }

    /// <summary>The executions given up as redundant.</summary>
    public long Blocked { get; set; }

    /// <summary>The steps performed, re-executed prefixes included.</summary>
    public long Steps { get; set; }

    /// <summary>The executions cut at the step bound.</summary>
    public long StepBoundHits { get; set; }

    /// <summary>Whether a preemption bound has excluded something.</summary>
    public bool WasCut { get; set; }

    /// <summary>The events reached, one bit each.</summary>
    public UInt128 Events { get; private set; }

    /// <summary>The final states.</summary>
    public OutcomeSet Outcomes { get; } = new(outcomeWidth);

    /// <summary>What executions cost.</summary>
    public IReadOnlyList<MetricRange> Metrics => _metrics.Ranges;

    /// <summary>Of each broken check one schedule, in the order in which they were found.</summary>
    public IEnumerable<FoundSchedule> Found => _order.Select(id => _violations[id]);

    /// <summary>Of each broken check one schedule, by the check's id.</summary>
    public IEnumerable<FoundSchedule> FoundById => _violations.Values;

    /// <summary>Of each reached event, by its bit, a schedule that reaches it.</summary>
    public IReadOnlyDictionary<int, Schedule> Witnesses => _witnesses;

    /// <summary>Whether a check broke.</summary>
    public bool IsViolated => _order.Count > 0;

    /// <summary>Adds the execution that a search has just run.</summary>
    public void Note(ExecutionEnd end, OptimalDpor search, ScenarioInstance instance, MeasuredProgram? measured)
    {
        if (end == ExecutionEnd.SleepSetBlocked)
        {
            Blocked++;
            return;
        }

        Executions++;
        StepBoundHits += end == ExecutionEnd.StepBoundHit ? 1 : 0;
        var fresh = instance.Program.Events & ~Events;
        Events |= fresh;
        for (var bit = 0; fresh != 0; bit++, fresh >>= 1)
        {
            if ((fresh & 1) != 0)
            {
                _witnesses[bit] = ScheduleOf(search, search.Steps);
            }
        }

        foreach (var (violation, step) in search.Broken)
        {
            Break(violation, search, step);
        }

        if (end == ExecutionEnd.Deadlocked)
        {
            Break(Deadlock.Describe(instance.Program), search, search.Steps);
        }

        if (instance.Program.Unfinished == 0)
        {
            Outcomes.Add(instance);
            if (measured is not null)
            {
                _metrics.Add(measured);
            }
        }
    }

    /// <summary>Adds another tally. Of two schedules that show the same the lower one is kept (<see cref="FoundSchedule.Compare"/>).</summary>
    public void Add(SearchTally other)
    {
        Executions += other.Executions;
        Blocked += other.Blocked;
        Steps += other.Steps;
        StepBoundHits += other.StepBoundHits;
        WasCut |= other.WasCut;
        Outcomes.Add(other.Outcomes);
        _metrics.Add(other.Metrics);
        foreach (var (bit, schedule) in other._witnesses)
        {
            AddWitness(bit, schedule);
        }

        foreach (var found in other.Found)
        {
            AddViolation(found);
        }
    }

    /// <summary>Adds ranges of costs.</summary>
    public void AddMetrics(IReadOnlyList<MetricRange> ranges) => _metrics.Add(ranges);

    /// <summary>Adds a schedule that reaches an event.</summary>
    public void AddWitness(int bit, Schedule schedule)
    {
        Events |= UInt128.One << bit;
        if (!_witnesses.TryGetValue(bit, out var known) || FoundSchedule.Compare(schedule, known) < 0)
        {
            _witnesses[bit] = schedule;
        }
    }

    /// <summary>Adds a schedule that breaks a check.</summary>
    public void AddViolation(FoundSchedule found)
    {
        if (!_violations.TryGetValue(found.Violation.Invariant, out var known))
        {
            _order.Add(found.Violation.Invariant);
            _violations.Add(found.Violation.Invariant, found);
        }
        else if (FoundSchedule.Compare(found.Schedule, known.Schedule) < 0)
        {
            _violations[found.Violation.Invariant] = found;
        }
    }

    private void Break(Violation violation, OptimalDpor search, int step)
    {
        if (!_violations.ContainsKey(violation.Invariant))
        {
            AddViolation(new FoundSchedule(violation, ScheduleOf(search, step)));
        }
    }

    private static Schedule ScheduleOf(OptimalDpor search, int steps)
    {
        var schedule = new Schedule();
        for (var i = 0; i < steps; i++)
        {
            var (actor, value) = search.Decision(i);
            schedule.Add(actor, value);
        }

        return schedule;
    }
}
