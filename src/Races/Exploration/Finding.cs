using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>A violation that an exploration found, with the schedule that shows it.</summary>
/// <param name="Execution">The index of the execution, from 0; the lowest that broke this check.</param>
/// <param name="Violation">The broken check; a deadlock has the id <c>deadlock</c>.</param>
/// <param name="Schedule">Its decisions and the fingerprint after each step.</param>
public sealed record Finding(long Execution, Violation Violation, Schedule Schedule);
