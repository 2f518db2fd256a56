using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>Makes the samplers of a strategy, after measuring once what it needs to know of the program.</summary>
internal sealed class SamplerFactory
{
    private const int ProbedWalks = 64;

    private readonly SamplingOptions _sampling;
    private readonly AccessProfile? _profile;

    /// <summary>Measures what the strategy needs.</summary>
    public SamplerFactory(SamplingOptions sampling, IProgram program, int stepBound)
    {
        _sampling = sampling;
        switch (sampling.Strategy)
        {
            case SamplingStrategy.Pct or SamplingStrategy.FairPct:
                Length = LengthProbe.Longest(program, sampling.Seed, ProbedWalks, stepBound);
                break;
            case SamplingStrategy.Urw or SamplingStrategy.Surw or SamplingStrategy.Auto:
                _profile = AccessProfile.Take(program, sampling.Seed, ProbedWalks, stepBound);
                break;
        }
    }

    /// <summary>The length that PCT was told; null for strategies without PCT's guarantee.</summary>
    public int? Length { get; }

    /// <summary>The decisions of one execution of the sampling.</summary>
    /// <param name="program">Runs it again.</param>
    /// <param name="index">The execution's index.</param>
    /// <param name="stepBound">The step bound.</param>
    public Schedule Rerun(IProgram program, long index, int stepBound)
    {
        var sampler = Create();
        sampler.Seek(index);
        var recorder = new Recorder(sampler);
        Executor.TryRun(program, recorder, stepBound, out _);
        return recorder.Schedule;
    }

    /// <summary>A sampler for one worker. All are alike.</summary>
    public ISampler Create() => _sampling.Strategy switch
    {
        SamplingStrategy.Pct => new Pct(_sampling.Seed, _sampling.Depth, Length!.Value),
        SamplingStrategy.FairPct => new FairPct(_sampling.Seed, _sampling.Depth, Length!.Value),
        SamplingStrategy.Pos => new Pos(_sampling.Seed),
        SamplingStrategy.Urw => new Surw(_sampling.Seed, _profile!, selects: false),
        SamplingStrategy.Surw => new Surw(_sampling.Seed, _profile!),
        SamplingStrategy.Auto => new Portfolio(
            new Pos(_sampling.Seed),
            new Surw(_sampling.Seed, _profile!),
            new FairPct(_sampling.Seed, _sampling.Depth, _profile!.Longest)),
        _ => new RandomWalk(_sampling.Seed),
    };
}
