using RaceSim.Exploration;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>Looks at the schedules of one shard of a sampling, some at a time.</summary>
internal sealed class ShardSampler
{
    private readonly CampaignSubject _subject;
    private readonly Shard _shard;
    private readonly List<ScenarioInstance> _instances = [];
    private readonly SamplerFactory _samplers;

    /// <summary>Prepares.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="subject">What is explored.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="options">The number of threads, and what is checked.</param>
    public ShardSampler(Scenario scenario, CampaignSubject subject, Shard shard, RunOptions options)
    {
        _subject = subject;
        _shard = shard;
        for (var i = 0; i < Math.Max(1, options.Workers); i++)
        {
            _instances.Add(scenario.Instantiate(subject.Build, new InstanceOptions(options.Invariants)));
        }

        _samplers = new SamplerFactory(subject.Sampling, _instances[0].Program, subject.StepBound);
    }

    /// <summary>Looks at the next schedules.</summary>
    /// <param name="done">How many of the shard's schedules have been looked at.</param>
    /// <param name="most">The greatest number.</param>
    /// <param name="keepGoing">Asked now and then, with the number of the shard's schedules; false ends it.</param>
    public SampleRecord Next(long done, long most, Func<long, bool> keepGoing)
    {
        var sink = new SampleSink();
        var survey = _subject.HasStatistics ? new SampleSurvey(sink) : null;
        var first = (done * _shard.Count) + _shard.Number - 1;
        var (programs, samplers, polls) = (0, 0, 0L);
        var result = Explorer.Sample(
            () => sink.Add(_instances[programs++]),
            () =>
            {
                var strided = new Strided(_samplers.Create(), first, _shard.Count);
                var program = _instances[samplers++].Program;
                return survey is null ? strided : survey.Watch(strided, program);
            },
            new ExplorationOptions
            {
                MaxSchedules = most,
                StepBound = _subject.StepBound,
                Workers = _instances.Count,
                StopAtFirstViolation = false,
                KeepGoing = () => keepGoing(done + (polls++ * Explorer.Chunk)),
                Sink = survey is null ? sink : survey,
            });
        return Record(result, sink, survey, first);
    }

    // Nothing ends a sampling before a chunk that was begun has ended: what the sink has seen is what the result counts.
    private SampleRecord Record(ExplorationResult result, SampleSink sink, SampleSurvey? survey, long first)
    {
        var width = _instances[0].OutcomeNames.Count;
        var record = new SampleRecord(width)
        {
            Schedules = result.Schedules,
            Steps = result.Steps,
            StepBoundHits = result.StepBoundHits,
            Longest = result.LongestExecution,
        };
        foreach (var (state, lowest, count) in sink.Outcomes(width).Entries)
        {
            record.Outcomes.Add([.. state], Index(lowest), count);
        }

        foreach (var finding in result.Findings)
        {
            record.AddFinding(Index(finding.Execution), finding.Violation, finding.Schedule);
        }

        for (var bit = 0; bit < _instances[0].Machine.EventNames.Count; bit++)
        {
            if (sink.FirstToReach(bit) < result.Schedules)
            {
                record.AddReached(bit, Index(sink.FirstToReach(bit)));
            }
        }

        if (survey is not null)
        {
            record.Census.Add(survey.Census(result.Schedules, first, _shard.Count));
        }

        return record;

        long Index(long local) => first + (local * _shard.Count);
    }
}
