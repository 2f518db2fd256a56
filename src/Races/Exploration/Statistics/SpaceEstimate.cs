namespace RaceSim.Exploration;

/// <summary>How large the space of a program is thought to be.</summary>
/// <param name="Classes">The estimated number of equivalence classes, which is the number of executions of an optimal reduction.</param>
/// <param name="ClassesError">Its standard error.</param>
/// <param name="Schedules">The estimated number of schedules, which is what a search without reduction runs.</param>
/// <param name="SchedulesError">Its standard error.</param>
/// <param name="Samples">The independent estimates that these are means over.</param>
public sealed record SpaceEstimate(double Classes, double ClassesError, double Schedules, double SchedulesError, int Samples);
