using System.Runtime.ExceptionServices;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Runs many schedules of a program: samples of a random strategy, or all schedules of an exhaustive one.</summary>
public static class Explorer
{
    /// <summary>The number of executions a worker takes at a time, and after which the budget is looked at.</summary>
    public const int Chunk = 128;

    /// <summary>Runs samples on <see cref="ExplorationOptions.Workers"/> threads, the calling one among them.</summary>
    /// <param name="programs">Creates a program; called once a worker, on the calling thread.</param>
    /// <param name="samplers">Creates a sampler; all must have the same parameters. Called like <paramref name="programs"/>.</param>
    /// <param name="options">The limits; there must be one that ends the exploration.</param>
    public static ExplorationResult Sample(Func<IProgram> programs, Func<ISampler> samplers, ExplorationOptions options)
    {
        options.Validate();
        if (options.MaxSchedules == long.MaxValue && options.KeepGoing is null && !options.Cancellation.CanBeCanceled)
            throw new ArgumentException("samples never run out: set MaxSchedules, KeepGoing or Cancellation", nameof(options));

        var program = programs();
        var sampler = samplers();
        var ledger = new SampleLedger(options);
        var threads = new Thread[options.Workers - 1];
        for (var i = 0; i < threads.Length; i++)
            threads[i] = new Thread(new SampleWorker(programs(), samplers(), ledger, options).Run) { IsBackground = true };
        foreach (var thread in threads)
            thread.Start();
        new SampleWorker(program, sampler, ledger, options).Run();
        foreach (var thread in threads)
            thread.Join();

        if (ledger.Failure is not null)
            ExceptionDispatchInfo.Throw(ledger.Failure);
        var total = ledger.Total;
        var findings = Resample(program, sampler, total.Sightings, options.StepBound);
        return Result(total, findings, exhausted: false, ledger.IsInterrupted);
    }

    /// <summary>Runs the schedules of <paramref name="strategy"/> until it has no more, on the calling thread.</summary>
    /// <param name="program">The program.</param>
    /// <param name="strategy">The strategy, fresh.</param>
    /// <param name="options">The limits.</param>
    public static ExplorationResult Search(IProgram program, IStrategy strategy, ExplorationOptions options)
    {
        options.Validate();
        var recorder = new Recorder(strategy);
        var tally = default(Tally);
        var schedules = new List<Schedule>();
        var isInterrupted = false;
        var isEnded = false;
        while (tally.Schedules < options.MaxSchedules)
        {
            isInterrupted = tally.Schedules % Chunk == 0 && !options.IsBudgetLeft;
            if (isInterrupted)
                break;
            isEnded = !Executor.TryRun(program, recorder, options.StepBound, out var execution);
            if (isEnded)
                break;

            options.Sink?.Ended(tally.Schedules, execution, program);
            if (!tally.Add(tally.Schedules, execution, program))
                continue;
            if (tally.Sightings!.Count > schedules.Count)
                schedules.Add(recorder.Schedule.Clone());
            if (options.StopAtFirstViolation)
                break;
        }

        if (tally.Schedules == options.MaxSchedules && (tally.Sightings is null || !options.StopAtFirstViolation))
            isEnded = IsOver(program, strategy);
        var findings = Retrace(program, tally.Sightings, schedules, options.StepBound);
        return Result(tally, findings, isEnded && tally.StepBoundHits == 0, isInterrupted);
    }

    // The last schedule allowed may have been the last there was; to know is the difference between a proof and none.
    private static bool IsOver(IProgram program, IStrategy strategy)
    {
        program.Reset();
        return !strategy.Begin(program);
    }

    private static Finding[] Resample(IProgram program, ISampler sampler, List<Sighting>? sightings, int stepBound)
    {
        var findings = new Finding[sightings?.Count ?? 0];
        for (var i = 0; i < findings.Length; i++)
        {
            sampler.Seek(sightings![i].Execution);
            findings[i] = Rerun(program, sampler, sightings[i], stepBound);
        }

        return findings;
    }

    private static Finding[] Retrace(IProgram program, List<Sighting>? sightings, List<Schedule> schedules, int stepBound)
    {
        var findings = new Finding[sightings?.Count ?? 0];
        for (var i = 0; i < findings.Length; i++)
            findings[i] = Rerun(program, new Replay(schedules[i]), sightings![i], stepBound);
        return findings;
    }

    // A finding is run once more to record its fingerprints; on the way it is made sure that it can be replayed at all.
    private static Finding Rerun(IProgram program, IStrategy strategy, Sighting sighting, int stepBound)
    {
        var recorder = new Recorder(strategy, fingerprints: true);
        Executor.TryRun(program, recorder, stepBound, out var execution);
        recorder.Complete(program);
        var violation = execution.End == ExecutionEnd.Deadlocked ? Deadlock.Describe(program) : program.Violation;
        if (violation != sighting.Violation)
        {
            throw new InvalidOperationException(
                $"execution {sighting.Execution} violated {sighting.Violation.Invariant} but not when run again: "
                + "the program is not deterministic");
        }

        return new Finding(sighting.Execution, sighting.Violation, recorder.Schedule);
    }

    private static ExplorationResult Result(in Tally tally, Finding[] findings, bool exhausted, bool interrupted) =>
        new(tally.Schedules, tally.Steps, tally.StepBoundHits, tally.Longest, tally.Events, exhausted, interrupted, findings);
}
