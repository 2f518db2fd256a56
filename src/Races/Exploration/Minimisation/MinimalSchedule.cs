namespace RaceSim.Exploration.Minimisation;

/// <summary>The shortest schedule found that still meets a goal.</summary>
/// <param name="Schedule">Its decisions, up to the step that meets the goal.</param>
/// <param name="Cost">How long it is.</param>
/// <param name="Original">How long the given one was, up to the goal.</param>
/// <param name="ArePreemptionsProved">Whether every schedule with fewer preemptions was run (or is equivalent to one that was): none meets the goal.</param>
/// <param name="AreStepsProved">Whether every schedule with as many preemptions was: none meets the goal in fewer steps.</param>
/// <param name="Executions">The executions it took.</param>
public sealed record MinimalSchedule(Schedule Schedule, Cost Cost, Cost Original, bool ArePreemptionsProved, bool AreStepsProved, long Executions);
