using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RaceSim.Exploration;

/// <summary>Operations on a set of actors kept as one bit each.</summary>
public static class ActorSet
{
    /// <summary>The member of <paramref name="set"/> with the given rank, counted from the lowest actor.</summary>
    /// <param name="set">A set of more than <paramref name="rank"/> actors.</param>
    /// <param name="rank">0 to the number of members - 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Select(ulong set, int rank) =>
        Bmi2.X64.IsSupported
            ? BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << rank, set))
            : SelectByClearing(set, rank);

    /// <summary>Whether <paramref name="actor"/> is a member; false for a number that is no actor's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(ulong set, int actor) => (uint)actor < 64 && ((set >> actor) & 1) != 0;

    /// <summary><see cref="Select"/> on processors without a bit deposit.</summary>
    public static int SelectByClearing(ulong set, int rank)
    {
        for (; rank > 0; rank--)
            set &= set - 1;
        return BitOperations.TrailingZeroCount(set);
    }
}
