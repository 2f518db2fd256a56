using RaceSim.Actors;
using RaceSim.Exploration;

namespace RaceSim.Scenarios;

/// <summary>The limits of a run over one scenario and build.</summary>
public sealed record RunOptions
{
    /// <summary>The ids to check; null for all that apply.</summary>
    public IReadOnlyList<string>? Invariants { get; init; }

    /// <summary>Whether to go on after a violation and collect one trace for each distinct one.</summary>
    public bool All { get; init; }

    /// <summary>Whether to count what executions cost; a sketch costs nothing. Counting takes time of its own.</summary>
    public bool Measure { get; init; }

    /// <summary>The greatest number of executions, at least 1.</summary>
    public long MaxExecutions { get; init; } = long.MaxValue;

    /// <summary>The greatest number of steps of one execution; a longer one is cut, and the verdict is never better than unknown.</summary>
    public int StepBound { get; init; } = 10_000;

    /// <summary>Asked now and then; false ends the run with what it has.</summary>
    public Func<bool>? KeepGoing { get; init; }

    /// <summary>Told now and then how many executions have been run.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>The most executions that are spent on shortening a found trace; 0 leaves traces as they are found.</summary>
    public long MinimiseBudget { get; init; }

    /// <summary>The number of threads that sample, or that search a space in parts; the result does not depend on it.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>
    /// Whether a search cuts its space into parts, which several threads can search. What comes out is the same, but for the execution that shows a violation
    /// first, the steps, and executions given up as redundant.
    /// </summary>
    public bool IsParted { get; init; }

    /// <summary>Whether a sampling collects statistics of its schedules, which makes it slower.</summary>
    public bool Statistics { get; init; }

    /// <summary>Whether a search that is long or does not end estimates how large its space is.</summary>
    public bool Estimate { get; init; }

    /// <summary>Told the estimate as soon as there is one.</summary>
    public Action<SpaceEstimate>? Estimated { get; init; }

    internal bool IsBudgetLeft(long executions)
    {
        Progress?.Invoke(executions);
        return KeepGoing is null || KeepGoing();
    }

    /// <summary>What brings the actors to life; null for the deterministic host.</summary>
    public IHosting? Hosting { get; init; }
}
