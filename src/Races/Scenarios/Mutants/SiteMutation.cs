using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>A mutation of one place of a kernel path. It needs nothing of the path: steps are changed when they are announced.</summary>
/// <param name="Kind">What is done wrongly.</param>
/// <param name="Site">Where.</param>
/// <param name="Partner">For <see cref="SiteMutationKind.SwapUpdates"/> the place of the second update; else nowhere.</param>
/// <param name="Lock">For <see cref="SiteMutationKind.UnlockEarly"/> how many locks were taken after the one that is given up and are still held; else 0.</param>
public sealed record SiteMutation(SiteMutationKind Kind, SourceLabel Site, SourceLabel Partner = default, int Lock = 0)
{
    /// <summary>Whether a step was announced at the place.</summary>
    public bool IsAt(in Operation operation) => operation.Line == Site.Line && operation.Member == Site.Member;
}
