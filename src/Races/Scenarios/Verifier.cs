using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Kernel;
using RaceSim.Scenarios.Measures;
using RaceSim.Scenarios.Searching;
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

    // Enough that two or eight threads end at about the same time, and few enough that cutting costs nothing.
    private const int PartsForThreads = 256;

    /// <summary>Runs optimal DPOR over one build of a scenario.</summary>
    /// <exception cref="InputException">The scenario has no such build.</exception>
    public static RunReport Verify(Scenario scenario, string? build, RunOptions options)
    {
        var instance = scenario.Instantiate(build, new InstanceOptions(options.Invariants));
        return ModelFault.Explained(scenario.Name, () =>
            options.IsParted ? InParts(scenario, instance, options) : new Search(scenario, instance, options).Run());
    }

    private static RunReport InParts(Scenario scenario, ScenarioInstance instance, RunOptions options)
    {
        var width = instance.OutcomeNames.Count;
        var searches = Searches(scenario, instance, options);
        var progress = SearchProgress.Begin(searches[0].Split([], PartsForThreads), width);
        new PartedSearch(searches, progress, width)
        {
            StopAtFirstViolation = !options.All,
            MaxExecutions = options.MaxExecutions,
            KeepGoing = options.IsBudgetLeft,
        }.Run();
        var tally = progress.Total(width);
        return new SearchVerdict(scenario, instance, options.StepBound).Report(tally, progress.IsExhausted, tally.FoundById);
    }

    /// <summary>One search for each thread.</summary>
    internal static IReadOnlyList<IPartSearch> Searches(Scenario scenario, ScenarioInstance instance, RunOptions options)
    {
        var first = new DporParts(instance, options);
        var searches = new List<IPartSearch> { first };
        while (searches.Count < options.Workers)
        {
            searches.Add(new DporParts(scenario.Instantiate(instance.Build, new InstanceOptions(options.Invariants)), options, first));
        }

        return searches;
    }

    private sealed class Search
    {
        private readonly Scenario _scenario;
        private readonly ScenarioInstance _instance;
        private readonly RunOptions _options;
        private readonly MeasuredProgram? _measured;
        private readonly OptimalDpor _dpor;
        private readonly SearchTally _tally;
        private SpaceEstimate? _estimate;
        private bool _isEstimated;

        public Search(Scenario scenario, ScenarioInstance instance, RunOptions options)
        {
            _scenario = scenario;
            _instance = instance;
            _options = options;
            _measured = options.Measure ? instance.Measured() : null;
            _dpor = new OptimalDpor(_measured ?? instance.Program, options.StepBound);
            _tally = new SearchTally(instance.OutcomeNames.Count);
        }

        public RunReport Run()
        {
            var isExhausted = IsExhausting();
            _tally.Steps = _dpor.TotalSteps;
            var report = new SearchVerdict(_scenario, _instance, _options.StepBound).Report(_tally, isExhausted, _tally.Found);
            return report.Verdict == Verdict.Unknown ? report with { Estimate = Estimated() } : report;
        }

        private bool IsExhausting()
        {
            while (_tally.Executions < _options.MaxExecutions)
            {
                if (_tally.Executions % PollInterval == 0 && !Poll())
                {
                    return false;
                }

                if (_dpor.Next(stopAtViolation: !_options.All) is not { } end)
                {
                    return true;
                }

                _tally.Note(end, _dpor, _instance, _measured);
                if (_tally.IsViolated && !_options.All)
                {
                    return false;
                }
            }

            return false;
        }

        // Of a machine of its own, because the search keeps the state of its.
        private SpaceEstimate? Estimated()
        {
            if (!_isEstimated && _options.Estimate)
            {
                _isEstimated = true;
                var program = _scenario.Instantiate(_instance.Build, new InstanceOptions(_options.Invariants)).Program;
                _estimate = Estimate(program);
                if (_estimate is not null)
                {
                    _options.Estimated?.Invoke(_estimate);
                }
            }

            return _estimate;
        }

        // The walks go on after a broken check, and the model cannot always.
        private SpaceEstimate? Estimate(IProgram program)
        {
            try
            {
                return new SpaceEstimator(program, EstimateSeed, _options.StepBound).Estimate(EstimateSamples, EstimateSteps);
            }
            catch (ModelException)
            {
                return null;
            }
        }

        private bool Poll()
        {
            if (_tally.Executions >= EstimatedAfter)
            {
                Estimated();
            }

            return _options.IsBudgetLeft(_tally.Executions);
        }
    }
}
