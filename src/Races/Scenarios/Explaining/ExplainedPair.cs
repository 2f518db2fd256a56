namespace RaceSim.Scenarios.Explaining;

/// <summary>Two accesses whose order the violation needs.</summary>
/// <param name="First">The access that came first.</param>
/// <param name="Second">The one that came later.</param>
/// <param name="On">The cell or lock that both touch; empty if only a check looks at what both write.</param>
/// <param name="IsTooLate">Whether the second comes after the violation: it would have prevented it, had it come before the first.</param>
/// <param name="CommonLocks">The locks that both actors hold at their access; if there are none, nothing orders the two.</param>
public sealed record ExplainedPair(ReplayStep First, ReplayStep Second, string On, bool IsTooLate, IReadOnlyList<string> CommonLocks)
{
    /// <summary>Whether it is the order of two requests for a lock, not of two accesses to memory.</summary>
    public bool IsOfLocks => First.Kind is Steps.OperationKind.Acquire or Steps.OperationKind.Release or Steps.OperationKind.TryAcquire or Steps.OperationKind.Peek;
}
