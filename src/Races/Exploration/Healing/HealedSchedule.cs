namespace RaceSim.Exploration.Healing;

/// <summary>A schedule that meets a goal again after the program has changed.</summary>
/// <param name="Schedule">Its decisions, up to the goal.</param>
/// <param name="How">How far from the recorded one it was found, in words.</param>
/// <param name="Executions">The executions it took.</param>
public sealed record HealedSchedule(Schedule Schedule, string How, long Executions);
