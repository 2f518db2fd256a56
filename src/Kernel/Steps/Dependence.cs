using System.Runtime.CompilerServices;

namespace RaceSim.Steps;

/// <summary>
/// Which steps of different actors do not commute. Two steps are dependent when they touch one cell and one of them writes it, when both
/// are requests on one lock (unless both are shared), when one is a trylock or a peek and the other changes that lock's queue, or when both
/// change what one state predicate looks at. A request and a release of different actors commute: in either order the same
/// actor holds the lock next.
/// </summary>
/// <remarks>The argument that this suffices for partial-order reduction stands in <c>docs/soundness.md</c>.</remarks>
public static class Dependence
{
    /// <summary>Whether the two announced steps, taken by different actors, may give different results in different orders.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreDependent(in Operation a, in Operation b)
    {
        if ((a.Observers & b.Observers) != 0)
        {
            return true;
        }

        if (a.Lock >= 0 && a.Lock == b.Lock && OnOneLock(a.LockAction, b.LockAction))
        {
            return true;
        }

        if (a.Cell < 0 || b.Cell < 0)
        {
            return false;
        }

        if (a.Cell == b.Cell && (a.Mode == AccessMode.Write || b.Mode == AccessMode.Write))
        {
            return true;
        }

        return (a.Cell2 >= 0 || b.Cell2 >= 0) && OnSeveralCells(a, b);
    }

    /// <summary>Whether two actions on one lock depend on their order.</summary>
    public static bool OnOneLock(LockAction a, LockAction b)
    {
        if (a == LockAction.Try || b == LockAction.Try)
        {
            return a != LockAction.Peek && b != LockAction.Peek;
        }

        if (a == LockAction.Peek || b == LockAction.Peek)
        {
            return a != b;
        }

        return IsRequest(a) && IsRequest(b) && !(a == LockAction.RequestShared && b == LockAction.RequestShared);
    }

    private static bool IsRequest(LockAction action) => action is LockAction.Request or LockAction.RequestShared;

    private static bool OnSeveralCells(in Operation a, in Operation b) =>
        Touches(a, b.Cell, b.Mode) || Touches(a, b.Cell2, b.Mode2) || Touches(a, b.Cell3, b.Mode3);

    private static bool Touches(in Operation a, int cell, AccessMode mode)
    {
        if (cell < 0)
        {
            return false;
        }

        return Conflicts(a.Cell, a.Mode, cell, mode) || Conflicts(a.Cell2, a.Mode2, cell, mode) || Conflicts(a.Cell3, a.Mode3, cell, mode);
    }

    private static bool Conflicts(int cell, AccessMode mode, int otherCell, AccessMode otherMode) =>
        cell == otherCell && (mode == AccessMode.Write || otherMode == AccessMode.Write);
}
