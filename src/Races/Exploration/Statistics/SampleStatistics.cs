namespace RaceSim.Exploration;

/// <summary>What independent random schedules say of the space they come from.</summary>
/// <param name="Schedules">The schedules that were looked at: all that the result counts, up to <see cref="SampleSurvey.Most"/>.</param>
/// <param name="Classes">The distinct equivalence classes among them. A schedule that a violation or the step bound ended counts as the class of its steps.</param>
/// <param name="Unseen">The share of further schedules expected to show a class not seen yet (<see cref="GoodTuring"/>).</param>
/// <param name="Curve">The classes among the first 1, 2, 5, 10, 20, 50, ... schedules, and among all.</param>
/// <param name="Pairs">The pairs of conflicting accesses seen, either order counted once.</param>
/// <param name="Reversed">How many of them were seen in both orders.</param>
/// <param name="NeverReversed">The others in the order seen, sorted by actor and place. Locks or the program's logic may forbid the other order.</param>
public sealed record SampleStatistics(
    long Schedules,
    long Classes,
    ShareEstimate Unseen,
    IReadOnlyList<(long Schedules, long Classes)> Curve,
    long Pairs,
    long Reversed,
    IReadOnlyList<AccessPair> NeverReversed);
