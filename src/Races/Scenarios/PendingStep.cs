using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>A step that an actor has announced and not yet taken.</summary>
/// <param name="Actor">The number of the actor.</param>
/// <param name="Label">Where it is written.</param>
/// <param name="Kind">What it is to do.</param>
/// <param name="Subject">The name of its cell or lock; empty if it has none.</param>
public sealed record PendingStep(int Actor, SourceLabel Label, OperationKind Kind, string Subject);
