using System.Globalization;
using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>Looks at some schedules of a scenario: samples of a random strategy, or all with a bounded number of preemptions.</summary>
public static class Sampling
{
    private const int ProbedWalks = 64;

    /// <summary>Runs a strategy over one build of a scenario.</summary>
    /// <exception cref="InputException">The scenario has no such build.</exception>
    public static RunReport Run(Scenario scenario, string? build, SamplingOptions sampling, RunOptions options)
    {
        var run = new SamplingRun(scenario, build, sampling, options);
        return ModelFault.Explained(
            scenario.Name, () => run.Report(sampling.Strategy == SamplingStrategy.Bounded ? run.Search() : run.Sample()));
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
        var run = new SamplingRun(scenario, build, new SamplingOptions(), options);
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
        private readonly Dictionary<string, Trace> _witnesses = new(StringComparer.Ordinal);
        private readonly string? _build;
        private int _length;
        private long _polls;
        private bool _wasCut;
        private bool _isFollowing;

        public SamplingRun(Scenario scenario, string? build, SamplingOptions sampling, RunOptions options)
        {
            _scenario = scenario;
            _sampling = sampling;
            _options = options;
            _build = build;
            _checks = new InstanceOptions(options.Invariants, options.Hosting);
            _first = scenario.Instantiate(build, _checks);
        }

        public ExplorationResult Search()
        {
            var bounded = new BoundedSearch(_sampling.Preemptions);
            var recorder = new Recorder(bounded);
            _sink.Add(_first);
            var result = Explorer.Search(_first.Program, recorder, Limits(new Witnessing(this, recorder, null)));
            _wasCut = bounded.WasCut;
            return result;
        }

        public ExplorationResult Follow(Func<ActorModel, IHostedRuns> host)
        {
            using var runs = host(_scenario.Instantiate(_build, _checks).Model);
            var followed = new FollowedRuns(runs);
            var recorder = new Recorder(followed);
            _isFollowing = true;
            _sink.Add(_first);
            var result = Explorer.Search(_first.Program, recorder, Limits(new Witnessing(this, recorder, followed)));
            return result with { Exhausted = false }; // That the host has no more proves nothing.
        }

        public ExplorationResult Sample()
        {
            if (_sampling.Strategy == SamplingStrategy.Pct)
            {
                _length = LengthProbe.Longest(_first.Program, _sampling.Seed, ProbedWalks, _options.StepBound);
            }

            var isFirst = true;
            var result = Explorer.Sample(
                () =>
                {
                    var instance = isFirst ? _first : _scenario.Instantiate(_build, _checks);
                    isFirst = false;
                    return _sink.Add(instance);
                },
                Sampler,
                Limits(_sink));
            Resample(result.Schedules);
            return result;
        }

        public RunReport Report(ExplorationResult result)
        {
            var names = _first.Machine.EventNames;
            var reached = names.Where((_, bit) => (result.Events & (1UL << bit)) != 0).ToList();
            var missing = _scenario.Header.Reaches.Where(e => !reached.Contains(e)).ToList();
            var outcomes = _sink.Outcomes(_first.OutcomeNames.Count);
            var verdict = VerdictOf(result, missing);
            return new RunReport(
                _scenario.Name,
                _first.Build,
                verdict,
                Sentence(verdict, result, missing, outcomes),
                result.Exhausted && !_wasCut,
                result.Schedules,
                0,
                result.Steps,
                result.StepBoundHits,
                _first.OutcomeNames,
                outcomes.SortedBelow(result.Schedules),
                result.Findings.Select(Found).ToList(),
                reached,
                missing,
                _witnesses);
        }

        private static Verdict VerdictOf(ExplorationResult result, List<string> missing) =>
            result.First is not null ? Verdict.Violated
            : result.StepBoundHits > 0 || result.Schedules == 0 ? Verdict.Unknown
            : missing.Count > 0 ? Verdict.Vacuous
            : result.Exhausted ? Verdict.Proved : Verdict.Bounded;

        private ISampler Sampler() => _sampling.Strategy switch
        {
            SamplingStrategy.Pct => new Pct(_sampling.Seed, _sampling.Depth, _length),
            SamplingStrategy.Pos => new Pos(_sampling.Seed),
            _ => new RandomWalk(_sampling.Seed),
        };

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
            var recorder = (ISampler)Sampler();
            for (var bit = 0; bit < _first.Machine.EventNames.Count; bit++)
            {
                var index = _sink.FirstToReach(bit);
                if (index < counted)
                {
                    recorder.Seek(index);
                    var recording = new Recorder(recorder);
                    Executor.TryRun(_first.Program, recording, _options.StepBound, out _);
                    Witness(bit, recording.Schedule);
                }
            }
        }

        private void Witness(int bit, Schedule schedule) => _witnesses.TryAdd(_first.Machine.EventNames[bit], MakeTrace(null, schedule.Clone()));

        private FoundViolation Found(Finding finding) =>
            new(finding.Violation, finding.Schedule.Count, MakeTrace(finding.Violation.Invariant, finding.Schedule));

        private Trace MakeTrace(string? violation, Schedule schedule) => new()
        {
            Scenario = _scenario.Name,
            Build = _first.Build,
            Digest = _scenario.Header.Digest,
            Violation = violation,
            Schedule = schedule,
        };

        private string Sentence(Verdict verdict, ExplorationResult result, List<string> missing, OutcomeSet outcomes)
        {
            var count = Number(result.Schedules);
            return verdict switch
            {
                Verdict.Violated => $"{result.First!.Violation.Message}; found in schedule {Number(result.First.Execution + 1)}",
                Verdict.Proved when _wasCut => $"no schedule with at most {_sampling.Preemptions} preemptions breaks a check: all {count} were run",
                Verdict.Proved => $"no schedule breaks a check: all {count} were run",
                Verdict.Vacuous => $"nothing broke, but {string.Join(", ", missing)} never happened in {count} schedules, so nothing was tested",
                Verdict.Bounded => $"not found in {count} schedules{Confidence(result, outcomes)}",
                _ when result.StepBoundHits > 0 => $"{Number(result.StepBoundHits)} of {count} schedules were cut at {_options.StepBound} steps: no verdict",
                _ => "the budget ended before the first schedule: no verdict",
            };
        }

        private string Confidence(ExplorationResult result, OutcomeSet outcomes)
        {
            if (_isFollowing)
            {
                return ""; // Not samples of a known distribution: no estimate holds.
            }

            if (_sampling.Strategy == SamplingStrategy.Bounded)
            {
                return $" with at most {_sampling.Preemptions} preemptions; there are more";
            }

            var share = (double)outcomes.Singletons / result.Schedules;
            var text = string.Create(CultureInfo.InvariantCulture, $"; about {share:P2} of further ones would end in a state not seen yet (Good-Turing)");
            if (_sampling.Strategy == SamplingStrategy.Pct)
            {
                var hit = 1 / (_first.Program.ActorCount * Math.Pow(_length, _sampling.Depth - 1));
                var miss = Math.Pow(1 - hit, result.Schedules);
                text += string.Create(CultureInfo.InvariantCulture, $"; a bug of depth {_sampling.Depth} is missed with a probability of at most {miss:G2}");
            }

            return text;
        }

        private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

        /// <summary>Keeps a schedule for every event that a search reaches.</summary>
        private sealed class Witnessing(SamplingRun run, Recorder recorder, IExecutionSink? next) : IExecutionSink
        {
            private ulong _known;

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
