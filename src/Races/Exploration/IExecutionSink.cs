using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Receives every execution of an exploration as it ends, for instance to collect the outcomes.</summary>
public interface IExecutionSink
{
    /// <summary>
    /// Receives one execution. With several workers it is called from all of them at once and in no order, and also for executions with
    /// an index of <see cref="ExplorationResult.Schedules"/> or above, which the result does not count.
    /// </summary>
    /// <param name="index">The execution's index, from 0.</param>
    /// <param name="execution">How it ended.</param>
    /// <param name="program">The program in the state in which it ended; only to be read, and only during the call.</param>
    void Ended(long index, Execution execution, IProgram program);
}
