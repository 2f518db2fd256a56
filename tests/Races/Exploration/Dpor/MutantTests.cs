using System.Reflection;
using RaceSim.Exploration.Dpor;
using RaceSim.Steps;
using Xunit;
using static RaceSim.Tests.Dpor.ConflictSteps;

namespace RaceSim.Tests.Dpor;

/// <summary>
/// The oracle can fail: an engine that is told less than the truth about the steps, as if its dependence relation forgot something, is found out. The
/// canonical forms always see the truth.
/// </summary>
public sealed class MutantTests
{
    private static readonly Func<ConflictToy>[] _programs =
    [
        () => new ConflictToy([Observed(0, 1)], [Observed(1, 1)]),
        () => new ConflictToy([Lock(0), Unlock(0)], [Try(1), Try(0)]),
        () => new ConflictToy([Lock(0), Unlock(0)], [Lock(0), Unlock(0)]),
        () => new ConflictToy([LockShared(0), UnlockShared(0)], [LockShared(0), UnlockShared(0)], [Lock(0), Unlock(0)]),
        () => new ConflictToy([Write(0)], [Read(0)], [Read(0)]),
        () => new ConflictToy([Write(0, 1)], [Write(1, 2)], [Write(2)]),
        () => new ConflictToy([Write(0, 1, 2)], [Write(3, 2)]),
        () => new ConflictToy([Lock(0), Unlock(0)], [Lock(0), Unlock(0)], [Peek(0)]),
        () => new ConflictToy([Write(0)], [Choose(2), Write(0)]),
    ];

    private static readonly Func<ConflictToy>[] _sleepers =
    [
        () => new ConflictToy([Write(0)], [Write(0)], [Write(0)]),
        () => new ConflictToy([Write(0), Write(1)], [Write(1), Write(0)]),
        () => new ConflictToy([Write(0)], [Read(0)], [Read(0)], [Write(0)]),
        () => new ConflictToy([Write(0), Write(0)], [Write(0), Write(0)], [Write(0)]),
    ];

    public static TheoryData<string> Mutants => [.. _mutants.Keys];

    private static readonly Dictionary<string, Func<Operation, Operation>> _mutants = new(StringComparer.Ordinal)
    {
        ["forgets observers"] = o => o with { Observers = 0 },
        ["forgets trylock"] = o => o.LockAction == LockAction.Try ? o with { LockAction = LockAction.None } : o,
        ["forgets peek"] = o => o.LockAction == LockAction.Peek ? o with { LockAction = LockAction.None } : o,
        ["takes every request for shared"] = o => o.LockAction == LockAction.Request ? o with { LockAction = LockAction.RequestShared } : o,
        ["takes every request for exclusive"] = o => o.LockAction == LockAction.RequestShared ? o with { LockAction = LockAction.Request } : o,
        ["takes every write for a read"] = o => o with { Mode = o.Mode == AccessMode.Write ? AccessMode.Read : o.Mode },
        ["takes every read for a write"] = o => o with { Mode = o.Mode == AccessMode.Read ? AccessMode.Write : o.Mode },
        ["forgets the second cell"] = o => o with { Cell2 = o.Cell3, Mode2 = o.Mode3, Cell3 = Operation.Nowhere },
        ["forgets the third cell"] = o => o with { Cell3 = Operation.Nowhere },
        ["puts every step on one cell"] = o => o with { Cell = 15, Mode = AccessMode.Write },
        ["offers one value less"] = o => o with { Arity = Math.Max(1, o.Arity - 1) },
    };

    [Fact]
    public void The_truth_passes() => Assert.All([.. _programs, .. _sleepers], p => Assert.Empty(Oracle.Of(p(), tell: o => o).Differences));

    [Theory]
    [MemberData(nameof(Mutants))]
    public void Less_than_the_truth_is_found_out(string mutant) =>
        Assert.Contains(_programs, p => Oracle.Of(p(), tell: _mutants[mutant]).Differences.Count > 0);

    [Fact]
    public void A_forgotten_sleep_set_entry_is_found_out() => Assert.Contains(_sleepers, p => Oracle.Of(p(), meddle: ForgetASleeper).Differences.Count > 0);

    private static Frame[] Frames(OptimalDpor search) =>
        (Frame[])typeof(OptimalDpor).GetField("_frames", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(search)!;

    private static void ForgetASleeper(OptimalDpor search)
    {
        foreach (ref var frame in Frames(search).AsSpan(0, search.Steps))
            frame.SleepCount = Math.Max(0, frame.SleepCount - 1);
    }
}
