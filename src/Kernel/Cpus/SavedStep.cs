using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>A step that a path has announced, set aside so that it can be announced once more.</summary>
/// <param name="Operation">The step as it was announced.</param>
/// <param name="Update">The kind of an atomic update; means nothing for another step.</param>
/// <param name="Expected">What a compare-exchange expects.</param>
/// <param name="Effect">The effect of a step that has its own; else whatever was last announced with one.</param>
/// <param name="Argument">The effect's operand.</param>
/// <param name="Argument2">The effect's second operand.</param>
public readonly record struct SavedStep(Operation Operation, RmwKind Update, long Expected, StepEffect? Effect, int Argument, long Argument2);
