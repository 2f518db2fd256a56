using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Kernel;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Hosts.Akka.Tests;

public sealed class ControlledHostTests : IDisposable
{
    private const int Walks = 20;
    private const int StepBound = 10_000;

    private readonly AkkaHosting _hosting = new();

    public static TheoryData<string, string?> Builds
    {
        get
        {
            var builds = new TheoryData<string, string?>();
            foreach (var (scenario, build) in Scenarios.All)
            {
                builds.Add(scenario, build);
            }

            return builds;
        }
    }

    public void Dispose() => _hosting.Dispose();

    [Theory]
    [MemberData(nameof(Builds))]
    public void A_schedule_of_either_host_replays_on_the_other_to_the_same_fingerprints(string name, string? build)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var builtIn = scenario.Instantiate(build, InstanceOptions.Default).Program;
        var akka = scenario.Instantiate(build, new InstanceOptions(null, _hosting)).Program;
        for (var i = 0; i < Walks; i++)
        {
            EitherWay.AssertReplays(builtIn, akka, i, StepBound);
            EitherWay.AssertReplays(akka, builtIn, Walks + i, StepBound);
        }
    }

    [Theory]
    [InlineData(SamplingStrategy.Random)]
    [InlineData(SamplingStrategy.Pct)]
    [InlineData(SamplingStrategy.Pos)]
    [InlineData(SamplingStrategy.Bounded)]
    public void A_strategy_gives_the_same_report_on_both_hosts(SamplingStrategy strategy)
    {
        var scenario = ScenarioCatalogue.Find("midfork-fault");
        var sampling = new SamplingOptions { Strategy = strategy, Seed = 7, Preemptions = 1 };
        var options = new RunOptions { MaxExecutions = 500, All = true };
        var builtIn = Sampling.Run(scenario, "blind-copy", sampling, options);
        var akka = Sampling.Run(scenario, "blind-copy", sampling, options with { Hosting = _hosting });
        Assert.Equal(builtIn.Sentence, akka.Sentence);
        Assert.Equal(builtIn.Steps, akka.Steps);
        Assert.Equal(builtIn.Outcomes, akka.Outcomes);
        Assert.Equal(builtIn.Violations.Select(Line), akka.Violations.Select(Line));
        Assert.NotEmpty(akka.Violations);
    }

    [Fact]
    public void Workers_have_a_system_each_and_change_nothing()
    {
        var scenario = ScenarioCatalogue.Find("reforder");
        var options = new RunOptions { MaxExecutions = 1000, Hosting = _hosting };
        var one = Sampling.Run(scenario, "linux-6.9", new SamplingOptions(), options);
        var two = Sampling.Run(scenario, "linux-6.9", new SamplingOptions(), options with { Workers = 2 });
        Assert.Equal(one.Steps, two.Steps);
        Assert.Equal(one.Outcomes, two.Outcomes);
    }

    [Fact]
    public void What_an_actor_throws_is_reported_and_the_next_execution_runs()
    {
        var isBroken = true;
        async KernelPath Throwing(Cpu cpu)
        {
            await cpu.Choose(2);
            if (isBroken)
            {
                throw new InvalidOperationException("out of luck");
            }
        }

        var program = _hosting.Host(Model(Throwing));
        var fault = Assert.Throws<EngineException>(() => program.Step(0, 0));
        Assert.Contains("InvalidOperationException: out of luck", fault.Message, StringComparison.Ordinal);
        isBroken = false;
        program.Reset();
        program.Step(0, 1);
        Assert.Equal(0UL, program.Unfinished);
    }

    [Fact]
    public void A_fault_of_the_scenario_stays_one()
    {
        static async KernelPath Asking(Cpu cpu)
        {
            await cpu.Choose(2);
            throw new ModelException("too few pages");
        }

        var program = _hosting.Host(Model(Asking));
        Assert.Equal("too few pages", Assert.Throws<ModelException>(() => program.Step(0, 0)).Message);
    }

    [Fact]
    public void A_pick_that_has_an_actor_handle_two_messages_is_an_error()
    {
        static async KernelPath Twice(Cpu cpu)
        {
            await cpu.Choose(2);
            await cpu.Choose(2);
        }

        var host = (ControlledHost)_hosting.Host(Model(Twice));
        host.Send(new Message(MessageKind.Step, -1, 0)); // A second one in the same mailbox.
        Assert.Equal("one pick of CPU0 had it handle 2 messages", Assert.Throws<EngineException>(() => host.Step(0, 0)).Message);
    }

    private static ActorModel Model(Func<Cpu, KernelPath> path)
    {
        var machine = new Machine();
        machine.AddCpu("CPU0", 0);
        return new ActorModel(machine, [[new ThreadPlan(0, [new PlannedOperation(path)])]], [0], null);
    }

    private static string Line(FoundViolation found) => $"{TraceLine.Format(found.Trace)} {found.Violation}";
}
