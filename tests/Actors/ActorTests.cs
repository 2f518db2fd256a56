using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using Xunit;

namespace RaceSim.Tests.Actors;

public sealed class ActorTests
{
    private readonly Machine _machine = new();
    private readonly LockState _a;
    private readonly LockState _b;
    private readonly Cell _log;

    public ActorTests()
    {
        _a = _machine.AddLock("a", LockClass.Sketch);
        _b = _machine.AddLock("b", LockClass.Sketch);
        _log = _machine.Cells.Allocate("log");
        _machine.AddCpu("CPU0", 0);
        _machine.AddCpu("CPU1", 1);
    }

    [Fact]
    public void Two_cpus_that_take_two_locks_in_swapped_order_can_deadlock()
    {
        var host = Host([[Plan(0, cpu => Both(cpu, _a, _b)), Plan(1, cpu => Both(cpu, _b, _a))]], [0]);
        foreach (var actor in new[] { 0, 1, 0, 1 })
        {
            host.Step(actor, 0);
        }

        Assert.Equal(0UL, host.Enabled);
        Assert.Equal(3UL, host.Unfinished);
        Assert.Contains("a", Deadlock.Describe(host).Message, StringComparison.Ordinal);
        host.Reset();
        while (host.Enabled != 0)
        {
            host.Step(System.Numerics.BitOperations.TrailingZeroCount(host.Enabled), 0);
        }

        Assert.Equal(0UL, host.Unfinished);
    }

    [Fact]
    public void Giving_up_a_lock_that_is_not_held_is_reported()
    {
        var host = Host([[Plan(0, cpu => Release(cpu, _a))]], [0]);
        host.Step(0, 0);
        Assert.Equal("lock", host.Violation?.Invariant);
    }

    [Fact]
    public void A_process_runs_its_operations_in_order_and_a_fork_that_returned_begins_the_child()
    {
        var parent = new ThreadPlan(0, [new(cpu => Append(cpu, 1)), new(cpu => Append(cpu, 2), Begins: 1), new(cpu => Append(cpu, 3))]);
        var host = Host([[parent], [Plan(1, cpu => Append(cpu, 9))]], [0]);
        Assert.Equal(1UL, host.Unfinished);
        host.Step(0, 0);
        Assert.Equal(1UL, host.Enabled); // The child waits for the fork's return.
        host.Step(0, 0);
        Assert.Equal(3UL, host.Enabled);
        Assert.Equal(12, _machine.Cells.Read(_log));
        host.Step(1, 0);
        Assert.Equal(129, _machine.Cells.Read(_log));
        Assert.Equal(1UL, host.Unfinished);
        host.Step(0, 0);
        Assert.Equal(0UL, host.Unfinished);
        host.Reset();
        Assert.Equal(1UL, host.Enabled);
    }

    private static ThreadPlan Plan(int cpu, Func<Cpu, KernelPath> path) => new(cpu, [new PlannedOperation(path)]);

    private DeterministicHost Host(IReadOnlyList<IReadOnlyList<ThreadPlan>> processes, IReadOnlyList<int> begun) => new(new ActorModel(_machine, processes, begun, null));

    private static async KernelPath Both(Cpu cpu, LockState first, LockState second)
    {
        await cpu.Lock(first);
        await cpu.Lock(second);
        await cpu.Unlock(second);
        await cpu.Unlock(first);
    }

    private static async KernelPath Release(Cpu cpu, LockState target) => await cpu.Unlock(target);

    private async KernelPath Append(Cpu cpu, int digit) => await cpu.Store(_log, (cpu.Cells.Read(_log) * 10) + digit);
}
