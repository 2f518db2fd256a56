using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>A step that an actor has announced and not yet taken.</summary>
/// <param name="Actor">The number of the actor.</param>
/// <param name="Label">Where it is written.</param>
/// <param name="Kind">What it is to do.</param>
/// <param name="Subject">The name of its cell or lock; empty if it has none.</param>
public sealed record PendingStep(int Actor, SourceLabel Label, OperationKind Kind, string Subject)
{
    /// <summary>The step in words that stay the same when lines move: <c>Load X.mapcount in WriteProtectPage</c>.</summary>
    public string Words => string.Join(' ', new[] { Kind.ToString(), Subject, Label.Member is { Length: > 0 } member ? $"in {member}" : "" }.Where(w => w.Length > 0));
}
