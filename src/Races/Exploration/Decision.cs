namespace RaceSim.Exploration;

/// <summary>One decision of a schedule.</summary>
/// <param name="Actor">Who moves, 0 to 63.</param>
/// <param name="Value">What the actor's choice returns; 0 for a step that chooses nothing.</param>
public readonly record struct Decision(int Actor, int Value);
