using System.Globalization;
using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Kernel;
using RaceSim.Scenarios.Measures;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>Explores every equivalence class of a scenario and says what that proves.</summary>
public static class Verifier
{
    private const int PollInterval = 256;

    // A search that ends before is not worth an estimate. The estimate's own limits are counts, so that it is the same everywhere.
    private const long EstimatedAfter = 1 << 17;
    private const int EstimateSamples = 64;
    private const long EstimateSteps = 4_000_000;
    private const ulong EstimateSeed = 1;

    /// <summary>Runs optimal DPOR over one build of a scenario.</summary>
    /// <exception cref="InputException">The scenario has no such build.</exception>
    public static RunReport Verify(Scenario scenario, string? build, RunOptions options)
    {
        var instance = scenario.Instantiate(build, new InstanceOptions(options.Invariants));
        var search = new Search(scenario, instance, options.Measure ? instance.Measured() : null, options);
        return ModelFault.Explained(scenario.Name, () =>
        {
            search.Run();
            return search.Report();
        });
    }

    private sealed class Search(Scenario scenario, ScenarioInstance instance, MeasuredProgram? measured, RunOptions options)
    {
        private readonly OptimalDpor _dpor = new(measured ?? instance.Program, options.StepBound);
        private readonly MetricTally _metrics = new();
        private readonly OutcomeSet _outcomes = new(instance.OutcomeNames.Count);
        private readonly SortedDictionary<string, FoundViolation> _violations = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Trace> _witnesses = new(StringComparer.Ordinal);
        private readonly List<string> _order = [];
        private long _executions;
        private long _blocked;
        private long _stepBoundHits;
        private UInt128 _events;
        private bool _complete;
        private SpaceEstimate? _estimate;
        private bool _isEstimated;

        public void Run()
        {
            while (_executions < options.MaxExecutions)
            {
                if (_executions % PollInterval == 0 && !Poll())
                {
                    return;
                }

                if (_dpor.Next(stopAtViolation: !options.All) is not { } end)
                {
                    _complete = _stepBoundHits == 0;
                    return;
                }

                Note(end);
                if (_violations.Count > 0 && !options.All)
                {
                    return;
                }
            }
        }

        public RunReport Report()
        {
            var names = instance.Machine.EventNames;
            var reached = names.Where((_, bit) => (_events & (UInt128.One << bit)) != 0).ToList();
            var missing = scenario.Header.Reaches.Where(e => !reached.Contains(e)).ToList();
            var verdict = _violations.Count > 0 ? Verdict.Violated
                : !_complete ? Verdict.Unknown
                : missing.Count > 0 ? Verdict.Vacuous : Verdict.Proved;
            return new RunReport(
                scenario.Name,
                instance.Build,
                verdict,
                Sentence(verdict, missing),
                _complete,
                _executions,
                _blocked,
                _dpor.TotalSteps,
                _stepBoundHits,
                instance.OutcomeNames,
                _outcomes.Sorted,
                _order.Select(id => _violations[id]).ToList(),
                reached,
                missing,
                _witnesses)
            {
                Metrics = _metrics.Ranges,
                Estimate = verdict == Verdict.Unknown ? Estimated() : null,
            };
        }

        // Of a machine of its own, because the search keeps the state of its.
        private SpaceEstimate? Estimated()
        {
            if (!_isEstimated && options.Estimate)
            {
                _isEstimated = true;
                var program = scenario.Instantiate(instance.Build, new InstanceOptions(options.Invariants)).Program;
                _estimate = Estimate(program);
                if (_estimate is not null)
                {
                    options.Estimated?.Invoke(_estimate);
                }
            }

            return _estimate;
        }

        // The walks go on after a broken check, and the model cannot always.
        private SpaceEstimate? Estimate(IProgram program)
        {
            try
            {
                return new SpaceEstimator(program, EstimateSeed, options.StepBound).Estimate(EstimateSamples, EstimateSteps);
            }
            catch (ModelException)
            {
                return null;
            }
        }

        private bool Poll()
        {
            if (_executions >= EstimatedAfter)
            {
                Estimated();
            }

            options.Progress?.Invoke(_executions);
            return options.KeepGoing is null || options.KeepGoing();
        }

        private void Note(ExecutionEnd end)
        {
            if (end == ExecutionEnd.SleepSetBlocked)
            {
                _blocked++;
                return;
            }

            _executions++;
            _stepBoundHits += end == ExecutionEnd.StepBoundHit ? 1 : 0;
            NoteEvents();
            foreach (var (violation, step) in _dpor.Broken)
            {
                Add(violation, step);
            }

            if (end == ExecutionEnd.Deadlocked)
            {
                Add(Deadlock.Describe(instance.Program), _dpor.Steps);
            }

            if (instance.Program.Unfinished == 0)
            {
                _outcomes.Add(instance);
                if (measured is not null)
                {
                    _metrics.Add(measured);
                }
            }
        }

        private void NoteEvents()
        {
            var fresh = instance.Program.Events & ~_events;
            _events |= fresh;
            for (var bit = 0; fresh != 0; bit++, fresh >>= 1)
            {
                if ((fresh & 1) != 0)
                {
                    _witnesses[instance.Machine.EventNames[bit]] = MakeTrace(null, _dpor.Steps);
                }
            }
        }

        private void Add(Violation violation, int step)
        {
            if (!_violations.ContainsKey(violation.Invariant))
            {
                _order.Add(violation.Invariant);
                _violations[violation.Invariant] = new FoundViolation(violation, step, MakeTrace(violation.Invariant, step));
            }
        }

        private Trace MakeTrace(string? violation, int steps)
        {
            var schedule = new Schedule();
            for (var i = 0; i < steps; i++)
            {
                var (actor, value) = _dpor.Decision(i);
                schedule.Add(actor, value);
            }

            return new Trace
            {
                Scenario = scenario.Name,
                Build = instance.Build,
                Digest = scenario.Header.Digest,
                Violation = violation,
                Schedule = schedule,
            };
        }

        private string Sentence(Verdict verdict, List<string> missing)
        {
            var number = _executions.ToString("N0", CultureInfo.InvariantCulture);
            var count = _executions == 1 ? "1 execution" : $"{number} executions";
            return verdict switch
            {
                Verdict.Violated => $"{_violations[_order[0]].Violation.Message}; found after {count}",
                Verdict.Proved => $"no schedule of this configuration breaks a check: {(_executions == 1 ? "the one equivalence class was run" : $"all {number} equivalence classes were run")}",
                Verdict.Vacuous => $"nothing broke, but {string.Join(", ", missing)} never happened in {count}, so nothing was tested",
                _ when _stepBoundHits > 0 => $"{_stepBoundHits.ToString("N0", CultureInfo.InvariantCulture)} of {count} {(_stepBoundHits == 1 ? "was" : "were")} cut at {options.StepBound} steps: no verdict",
                _ => $"the budget ended after {count}: no verdict",
            };
        }
    }
}
