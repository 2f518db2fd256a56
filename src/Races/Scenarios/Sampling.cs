using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>Looks at some schedules of a scenario: samples of a random strategy, a fuzzer's, or all with a bounded number of preemptions.</summary>
public static class Sampling
{
    /// <summary>Runs a strategy over one build of a scenario.</summary>
    /// <exception cref="InputException">The scenario has no such build.</exception>
    public static RunReport Run(Scenario scenario, string? build, SamplingOptions sampling, RunOptions options)
    {
        var first = scenario.Instantiate(build, new InstanceOptions(options.Invariants, options.Hosting));
        return ModelFault.Explained(scenario.Name, () =>
        {
            var run = new SamplingRun(scenario, build, sampling, options, first);
            return run.Report(sampling.Strategy is SamplingStrategy.Bounded or SamplingStrategy.Rff ? run.Search() : run.Sample());
        });
    }

    /// <summary>Runs one build of a scenario on a host that decides its schedules itself; the built-in engine follows and checks them.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="build">The build; null for the first one.</param>
    /// <param name="host">Brings the actors of an instance to life.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="InputException">The scenario has no such build.</exception>
    /// <exception cref="EngineException">The host did what the built-in engine does not do.</exception>
    public static RunReport Follow(Scenario scenario, string? build, Func<ActorModel, IHostedRuns> host, RunOptions options)
    {
        var first = scenario.Instantiate(build, new InstanceOptions(options.Invariants, options.Hosting));
        var run = new SamplingRun(scenario, build, new SamplingOptions(), options with { Statistics = false }, first);
        return ModelFault.Explained(scenario.Name, () => run.Report(run.Follow(host)));
    }

    private sealed class SamplingRun
    {
        private readonly Scenario _scenario;
        private readonly SamplingOptions _sampling;
        private readonly RunOptions _options;
        private readonly InstanceOptions _checks;
        private readonly ScenarioInstance _first;
        private readonly SampleSink _sink = new();
        private readonly Dictionary<int, Schedule> _witnesses = [];
        private readonly string? _build;
        private readonly SampleSurvey? _survey;
        private readonly SamplerFactory _samplers;
        private IProgram _latest;
        private long _polls;
        private bool _wasCut;
        private bool _isFollowing;

        public SamplingRun(Scenario scenario, string? build, SamplingOptions sampling, RunOptions options, ScenarioInstance first)
        {
            _scenario = scenario;
            _sampling = sampling;
            _options = options;
            _build = build;
            _checks = new InstanceOptions(options.Invariants, options.Hosting);
            _first = first;
            _latest = _first.Program;
            _samplers = new SamplerFactory(sampling, _latest, options.StepBound);
            _survey = options.Statistics && sampling.Strategy is not (SamplingStrategy.Bounded or SamplingStrategy.Rff) ? new SampleSurvey(_sink) : null;
        }

        public ExplorationResult Search()
        {
            var bounded = new BoundedSearch(_sampling.Preemptions);
            var recorder = new Recorder(_sampling.Strategy == SamplingStrategy.Rff ? new Rff(_sampling.Seed) : bounded);
            _sink.Add(_first);
            var result = Explorer.Search(_first.Program, recorder, Limits(new Witnessing(this, recorder, null)));
            _wasCut = bounded.WasCut;
            return result;
        }

        public ExplorationResult Follow(Func<ActorModel, IHostedRuns> host)
        {
            using var runs = host(_scenario.Instantiate(_build, _checks).Model);
            var followed = new FollowedRuns(runs, _options.KeepGoing);
            var recorder = new Recorder(followed);
            _isFollowing = true;
            _sink.Add(_first);
            var result = Explorer.Search(_first.Program, recorder, Limits(new Witnessing(this, recorder, followed)));
            return result with { Exhausted = false }; // That the host has no more proves nothing.
        }

        public ExplorationResult Sample()
        {
            var isFirst = true;
            var result = Explorer.Sample(
                () =>
                {
                    var instance = isFirst ? _first : _scenario.Instantiate(_build, _checks);
                    isFirst = false;
                    return _latest = _sink.Add(instance);
                },
                () => _survey is null ? _samplers.Create() : _survey.Watch(_samplers.Create(), _latest),
                Limits(_survey is null ? _sink : _survey));
            Resample(result.Schedules);
            return result;
        }

        public RunReport Report(ExplorationResult result)
        {
            var statistics = _survey?.Statistics(result.Schedules);
            return new SamplingVerdict(_scenario, _first, _sampling, _options.StepBound)
            {
                IsCut = _wasCut,
                IsFollowing = _isFollowing,
                PctLength = _samplers.Length,
                Statistics = statistics,
            }.Report(result, _sink.Outcomes(_first.OutcomeNames.Count), _witnesses);
        }

        private ExplorationOptions Limits(IExecutionSink sink) => new()
        {
            MaxSchedules = _options.MaxExecutions,
            StepBound = _options.StepBound,
            Workers = _options.Workers,
            StopAtFirstViolation = !_options.All,
            KeepGoing = Poll,
            Sink = sink,
        };

        private bool Poll()
        {
            _options.Progress?.Invoke(_polls++ * Explorer.Chunk);
            return _options.KeepGoing is null || _options.KeepGoing();
        }

        // An execution is a function of seed and index: the first that reached an event is run again to write its decisions down.
        private void Resample(long counted)
        {
            for (var bit = 0; bit < _first.Machine.EventNames.Count; bit++)
            {
                var index = _sink.FirstToReach(bit);
                if (index < counted)
                {
                    Witness(bit, _samplers.Rerun(_first.Program, index, _options.StepBound));
                }
            }
        }

        private void Witness(int bit, Schedule schedule) => _witnesses.TryAdd(bit, schedule.Clone());

        /// <summary>Keeps a schedule for every event that a search reaches.</summary>
        private sealed class Witnessing(SamplingRun run, Recorder recorder, IExecutionSink? next) : IExecutionSink
        {
            private UInt128 _known;

            public void Ended(long index, Execution execution, IProgram program)
            {
                next?.Ended(index, execution, program);
                run._sink.Ended(index, execution, program);
                var fresh = program.Events & ~_known;
                _known |= fresh;
                for (var bit = 0; fresh != 0; bit++, fresh >>= 1)
                {
                    if ((fresh & 1) != 0)
                    {
                        run.Witness(bit, recorder.Schedule);
                    }
                }
            }
        }
    }
}
