using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Scenarios.Measures;

namespace RaceSim.Scenarios.Differences;

/// <summary>
/// Runs every class of one build, past what breaks, and collects the outcomes. A class has one outcome (<c>docs/soundness.md</c>), so the set over the classes is the
/// set over all schedules.
/// </summary>
internal sealed class OutcomeSearch
{
    private const int PollInterval = 256;

    private readonly Scenario _scenario;
    private readonly ScenarioInstance _instance;
    private readonly MeasuredProgram _program;
    private readonly OptimalDpor _dpor;
    private readonly ObservableState _state;
    private readonly UInt128 _compared;
    private readonly RunOptions _options;
    private readonly MetricTally _metrics = new();
    private readonly Dictionary<Outcome, int> _seen = [];
    private readonly List<(Outcome Outcome, Schedule Schedule)> _found = [];
    private readonly StateRecord _record = new(describes: false);
    private long _executions;
    private long _stepBoundHits;
    private bool _isComplete;

    /// <summary>Prepares the search.</summary>
    /// <exception cref="InputException">The build is unknown, or the scenario has none.</exception>
    public OutcomeSearch(Scenario scenario, string build, StateView view, RunOptions options)
    {
        _scenario = scenario;
        _options = options;
        _instance = scenario.Instantiate(build, new InstanceOptions(options.Invariants));
        _program = _instance.Measured() ?? throw new InputException($"'{scenario.Name}' is a sketch: it has no builds to compare");
        _dpor = new OptimalDpor(_program, options.StepBound);
        _state = new ObservableState(_instance.Kernel!, _program, view);
        _compared = CoreEvents.Mask(_instance.Machine, view);
    }

    /// <summary>The outcomes found, in that order.</summary>
    public IEnumerable<Outcome> Found => _found.Select(f => f.Outcome);

    /// <summary>What was found, in numbers.</summary>
    public BuildOutcomes Summary => new(_instance.Build!, _isComplete, _executions, _stepBoundHits, _found.Count, _metrics.Ranges);

    /// <summary>The checks that some execution broke, without repetition.</summary>
    public IReadOnlyList<string> BrokenChecks => [.. _found.SelectMany(f => f.Outcome.Violations.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    /// <summary>Whether an outcome was found.</summary>
    public bool Has(Outcome outcome) => _seen.ContainsKey(outcome);

    /// <summary>Runs until there is no class left, or the budget ends.</summary>
    public void Run()
    {
        while (_executions < _options.MaxExecutions)
        {
            if (_executions % PollInterval == 0)
            {
                _options.Progress?.Invoke(_executions);
                if (_options.KeepGoing is not null && !_options.KeepGoing())
                {
                    return;
                }
            }

            if (_dpor.Next(stopAtViolation: false) is not { } end)
            {
                _isComplete = _stepBoundHits == 0;
                return;
            }

            Note(end);
        }
    }

    /// <summary>A schedule that ends in an outcome that was found.</summary>
    public Trace Trace(Outcome outcome) => new()
    {
        Scenario = _scenario.Name,
        Build = _instance.Build,
        Digest = _scenario.Header.Digest,
        Schedule = _found[_seen[outcome]].Schedule,
    };

    /// <summary>An outcome in words: its schedule is run once more.</summary>
    public IReadOnlyList<StateField> Describe(Outcome outcome)
    {
        _program.Reset();
        foreach (var (actor, value) in _found[_seen[outcome]].Schedule.Decisions)
        {
            _program.Step(actor, value);
        }

        var record = new StateRecord(describes: true);
        _state.Read(record);
        var events = _program.Events & _compared;
        return
        [
            new StateField("violations", Joined(Violations())),
            .. record.Fields,
            new StateField("events", Joined(_instance.Machine.EventNames.Where((_, bit) => (events & (UInt128.One << bit)) != 0))),
        ];
    }

    private static string Joined(IEnumerable<string> words)
    {
        var text = string.Join(", ", words);
        return text.Length > 0 ? text : "none";
    }

    private void Note(ExecutionEnd end)
    {
        if (end == ExecutionEnd.SleepSetBlocked)
        {
            return;
        }

        _executions++;
        if (end == ExecutionEnd.StepBoundHit)
        {
            _stepBoundHits++;
            return;
        }

        if (_program.Unfinished == 0)
        {
            _metrics.Add(_program);
        }

        _record.Values.Clear();
        _state.Read(_record);
        var outcome = new Outcome(_record.Values, string.Join(' ', Violations()), _program.Events & _compared);
        if (_seen.TryAdd(outcome, _found.Count))
        {
            _found.Add((outcome, Schedule()));
        }
    }

    private IEnumerable<string> Violations()
    {
        var ids = _program.Violations.Select(v => v.Invariant);
        return (_program.Unfinished != 0 ? ids.Append(Deadlock.Id) : ids).Order(StringComparer.Ordinal);
    }

    private Schedule Schedule()
    {
        var schedule = new Schedule();
        for (var i = 0; i < _dpor.Steps; i++)
        {
            var (actor, value) = _dpor.Decision(i);
            schedule.Add(actor, value);
        }

        return schedule;
    }
}
