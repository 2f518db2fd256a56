using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>One thread of a sampling, with a program and a sampler of its own.</summary>
internal sealed class SampleWorker
{
    private readonly IProgram _program;
    private readonly ISampler _sampler;
    private readonly SampleLedger _ledger;
    private readonly ExplorationOptions _options;

    public SampleWorker(IProgram program, ISampler sampler, SampleLedger ledger, ExplorationOptions options)
    {
        _program = program;
        _sampler = sampler;
        _ledger = ledger;
        _options = options;
    }

    /// <summary>Runs chunks until there are no more; an exception goes to the ledger, because nobody could catch it here.</summary>
    public void Run()
    {
        try
        {
            while (_ledger.TryTake(out var first, out var end))
                _ledger.Add(first, RunChunk(first, end));
        }
        catch (Exception failure)
        {
            _ledger.Fail(failure);
        }
    }

    private Tally RunChunk(long first, long end)
    {
        var tally = default(Tally);
        _sampler.Seek(first);
        for (var index = first; index < end && Executor.TryRun(_program, _sampler, _options.StepBound, out var execution); index++)
        {
            _options.Sink?.Ended(index, execution, _program);
            if (tally.Add(index, execution, _program) && _options.StopAtFirstViolation)
                break;
        }

        return tally;
    }
}
