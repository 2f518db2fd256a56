namespace RaceSim.Steps;

/// <summary>
/// A concurrent program that can be run again and again, one step at a time: all an exploration knows of what it explores. Actors are
/// numbered from 0 to <see cref="ActorCount"/> - 1 (at most 64). An actor that is enabled stays enabled until it steps, whatever
/// the others do: a request for a taken lock is itself a step, and it is the step after it that has to wait.
/// </summary>
public interface IProgram
{
    /// <summary>The number of actors, 1 to 64.</summary>
    int ActorCount { get; }

    /// <summary>The number of cells; every <see cref="Operation.Cell"/> is below it.</summary>
    int CellCount { get; }

    /// <summary>The number of locks; every <see cref="Operation.Lock"/> is below it.</summary>
    int LockCount { get; }

    /// <summary>The actors whose announced step can be performed now, one bit each.</summary>
    ulong Enabled { get; }

    /// <summary>The actors that have more to do. Non-zero with nothing enabled is a deadlock.</summary>
    ulong Unfinished { get; }

    /// <summary>The check broken by the steps so far (or at the end, once nothing is unfinished); null if none.</summary>
    Violation? Violation { get; }

    /// <summary>
    /// Every check broken by the steps so far, at most one violation an id, in the order in which they broke. As a set it is the same for all
    /// executions of an equivalence class; which comes first is not.
    /// </summary>
    IReadOnlyList<Violation> Violations => Violation is null ? [] : [Violation];

    /// <summary>The events reached so far in this execution, one bit each; the program's owner knows their names.</summary>
    UInt128 Events { get; }

    /// <summary>The step that <paramref name="actor"/> has announced.</summary>
    ref readonly Operation Next(int actor);

    /// <summary>
    /// The steps (who took it, and which of its own steps it was, from 1) that the announced step of <paramref name="actor"/> can only come after, other than its own, a lock's grant
    /// and the step that enabled it last: a drain comes after the store it drains. Valid until the next step.
    /// </summary>
    ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor) => [];

    /// <summary>Returns to the initial state. Costs what the last execution wrote, not what the program is.</summary>
    void Reset();

    /// <summary>Performs the announced step of <paramref name="actor"/>.</summary>
    /// <param name="actor">An enabled actor.</param>
    /// <param name="value">The value a <see cref="OperationKind.Choose"/> returns, 0 to arity - 1; otherwise 0.</param>
    void Step(int actor, int value);

    /// <summary>A hash of the present state, for replay to compare step by step. May cost more than a step.</summary>
    ulong Fingerprint();

    /// <summary>A name for <paramref name="actor"/> that means something to the reader (<c>CPU0 fork</c>).</summary>
    string ActorName(int actor);
}
