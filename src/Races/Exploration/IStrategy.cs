using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Decides a schedule. Sees every actor's next step before it is performed; returns who moves. A strategy is asked once a
/// step, so an implementation must not allocate after its first executions.
/// </summary>
public interface IStrategy
{
    /// <summary>Prepares the next schedule of <paramref name="program"/>, which has just been reset. False: there is no further schedule.</summary>
    bool Begin(IProgram program);

    /// <summary>Picks one of the enabled actors (a bit of <see cref="IProgram.Enabled"/>, which is not zero).</summary>
    int NextActor(IProgram program);

    /// <summary>Picks the value that the picked actor's <see cref="OperationKind.Choose"/> returns, 0 to <paramref name="arity"/> - 1.</summary>
    int NextValue(int arity);
}
