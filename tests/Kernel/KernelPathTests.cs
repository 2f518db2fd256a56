using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class KernelPathTests
{
    private readonly Machine _machine = new();
    private readonly Cpu _cpu;
    private readonly Cell _cell;

    public KernelPathTests()
    {
        _cell = _machine.Cells.Allocate("c", 5);
        _cpu = _machine.AddCpu("CPU0", 0);
    }

    [Fact]
    public void Calls_nest_and_return_results()
    {
        Assert.True(_cpu.Start(cpu => Outer(cpu, _cell)));
        Assert.Equal(5, RunToEnd());
        Assert.Equal(5 + 6 + 1, _machine.Cells.Read(_cell));
        Assert.False(_cpu.IsBusy);
    }

    [Fact]
    public void A_path_without_a_step_ends_at_once()
    {
        Assert.False(_cpu.Start(Stepless));
        Assert.False(_cpu.IsBusy);
    }

    [Fact]
    public void Foreign_awaits_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => _cpu.Start(Foreign));
    }

    [Theory]
    [InlineData("midfork-fault", "linux-6.9")]
    [InlineData("midfork-fault", "blind-copy")]
    [InlineData("reforder", "batch-v2")]
    [InlineData("reforder", "linux-6.9")]
    public void Schedules_allocate_nothing_once_they_have_been_run(string name, string build)
    {
        var program = ScenarioCatalogue.Find(name).Instantiate(build, new InstanceOptions(["I1", "I2", "I5", "I10", "I15", "I16", "I28"])).Program;
        var isViolated = false;
        long Run()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var seed = 1UL; seed <= 400; seed++)
            {
                var random = seed * 0x9E3779B97F4A7C15UL;
                program.Reset();
                var steps = seed % 3 == 0 ? 10 : 10_000; // Every third is abandoned in the middle of its paths.
                while (program.Enabled != 0 && program.Violation is null && steps-- > 0)
                {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    var actor = (int)(random % (ulong)program.ActorCount);
                    while ((program.Enabled & (1UL << actor)) == 0)
                    {
                        actor = (actor + 1) % program.ActorCount;
                    }

                    program.Step(actor, (int)((random >> 32) % (ulong)program.Next(actor).Arity));
                }

                isViolated |= program.Violation is not null;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run();
        Run();
        var allocated = Run();
        Assert.True(isViolated ? allocated <= 400 * 1_000 : allocated == 0, $"{allocated} bytes in 400 schedules"); // A violation writes its message.
        Assert.Equal(build is "blind-copy" or "batch-v2", isViolated);
    }

    private int RunToEnd()
    {
        var steps = 0;
        do
        {
            _cpu.Perform(0);
            steps++;
        }
        while (_cpu.Resume());
        return steps;
    }

    private static async KernelPath Outer(Cpu cpu, Cell cell)
    {
        var one = await Inner(cpu, cell, 1);
        var two = await Inner(cpu, cell, 0);
        await Stepless(cpu);
        await cpu.Store(cell, one + two + await Constant());
    }

    private static async KernelPath<long> Inner(Cpu cpu, Cell cell, long add)
    {
        var before = await cpu.Add(cell, add);
        return await cpu.Load(cell) == before + add ? before : -100;
    }

    private static async KernelPath<long> Constant() => 1;

    private static async KernelPath Stepless(Cpu cpu) => await Nothing();

    private static async KernelPath Nothing()
    {
    }

    private static async KernelPath Foreign(Cpu cpu) => await Task.Yield();
}
