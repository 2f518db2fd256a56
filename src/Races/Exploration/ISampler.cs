namespace RaceSim.Exploration;

/// <summary>
/// A strategy whose every schedule is an independent random sample: it depends on the strategy's seed and the execution's index only,
/// never on the schedules before it. Its <see cref="IStrategy.Begin"/> always returns true and moves on to the next index.
/// </summary>
public interface ISampler : IStrategy
{
    /// <summary>Makes the next <see cref="IStrategy.Begin"/> prepare the execution with this index.</summary>
    /// <param name="execution">The index in the run, from 0.</param>
    void Seek(long execution);
}
