using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>A mutation of one place of a kernel path. It needs nothing of the path: the step is changed when it is announced.</summary>
/// <param name="Kind">What is done wrongly.</param>
/// <param name="Site">Where.</param>
public sealed record SiteMutation(SiteMutationKind Kind, SourceLabel Site)
{
    /// <summary>The mutation that a step of this kind allows; null for none.</summary>
    /// <param name="operation">The step as announced.</param>
    public static SiteMutation? Of(in Operation operation) => operation.Kind switch
    {
        OperationKind.Acquire => new SiteMutation(SiteMutationKind.DropLock, operation.Label),
        OperationKind.Store or OperationKind.BufferedStore or OperationKind.ReadModifyWrite => new SiteMutation(SiteMutationKind.DropWrite, operation.Label),
        OperationKind.Flush => new SiteMutation(SiteMutationKind.DropFlush, operation.Label),
        OperationKind.Fence => new SiteMutation(SiteMutationKind.DropBarrier, operation.Label),
        _ => null,
    };
}
