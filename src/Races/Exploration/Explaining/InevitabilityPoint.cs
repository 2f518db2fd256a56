namespace RaceSim.Exploration.Explaining;

/// <summary>The chance of the violation from one point of the schedule on.</summary>
/// <param name="Step">The number of steps already taken: 0 is before the first.</param>
/// <param name="Chance">From 0 to 1.</param>
public readonly record struct InevitabilityPoint(int Step, double Chance);
