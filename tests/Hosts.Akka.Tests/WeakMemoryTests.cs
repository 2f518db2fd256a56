using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Hosts.Cli;
using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Hosts.Akka.Tests;

/// <summary>Machines with store buffers: a buffer's drains are steps of Akka actors of their own, and the host must say which of them an announced step waits for.</summary>
public sealed class WeakMemoryTests : IDisposable
{
    private const int StepBound = 10_000;
    private const int Walks = 4;

    private static readonly string[] _models = ["sc", "tso", "pso"];

    // Name, threads, the telling outcome, and the machines on which it can happen (as in the built-in engine's own litmus tests, and the literature they name).
    private static readonly (string Name, string[] Threads, string Outcome, string Possible)[] _tests =
    [
        ("SB", ["x = 1; r0 = y", "y = 1; r1 = x"], "P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("SB+mbs", ["x = 1; mb; r0 = y", "y = 1; mb; r1 = x"], "P0.r0 == 0 && P1.r1 == 0", ""),
        ("SB+rmws", ["x = 1; a = xchg(z, 1); r0 = y", "y = 1; a = xchg(w, 1); r1 = x"], "P0.r0 == 0 && P1.r1 == 0", ""),
        ("SB+unlock", ["lock(l); x = 1; unlock(l); r0 = y", "lock(m); y = 1; unlock(m); r1 = x"], "P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("n6", ["x = 1; r0 = x; r1 = y", "y = 2; x = 2"], "P0.r0 == 1 && P0.r1 == 0 && x == 1", "tso pso"),
        ("MP", ["x = 1; y = 1", "r0 = y; r1 = x"], "P1.r0 == 1 && P1.r1 == 0", "pso"),
        ("MP+wmb", ["x = 1; wmb; y = 1", "r0 = y; rmb; r1 = x"], "P1.r0 == 1 && P1.r1 == 0", ""),
        ("MP+locks", ["lock(l); x = 1; y = 1; unlock(l)", "lock(l); r0 = y; r1 = x; unlock(l)"], "P1.r0 == 1 && P1.r1 == 0", ""),
        ("R+po+mb", ["x = 1; y = 1", "y = 2; mb; r0 = x"], "y == 2 && P1.r0 == 0", "pso"),
        ("2+2W", ["x = 1; y = 2", "y = 1; x = 2"], "x == 1 && y == 1", "pso"),
        ("WRC", ["x = 1", "r0 = x; y = 1", "r1 = y; r2 = x"], "P1.r0 == 1 && P2.r1 == 1 && P2.r2 == 0", ""),
    ];

    private readonly AkkaHosting _hosting = new();

    public static TheoryData<string, string> Litmus
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (name, _, _, _) in _tests)
            {
                foreach (var model in _models)
                {
                    rows.Add(name, model);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string> KernelScenarios => [.. ScenarioCatalogue.Entries.Select(ScenarioCatalogue.Read).Where(s => !s.Header.IsSketch).Select(s => s.Name)];

    public void Dispose() => _hosting.Dispose();

    /// <summary>The same executions, because the host announces the same steps and the same order of drains.</summary>
    [Theory]
    [MemberData(nameof(Litmus))]
    public void A_proof_on_akka_takes_the_same_executions_and_sees_the_same_outcomes(string name, string model)
    {
        var scenario = Read(name);
        var builtIn = Exhausted(scenario.Instantiate(model, InstanceOptions.Default));
        var akka = Exhausted(scenario.Instantiate(model, new InstanceOptions(null, _hosting)));
        Assert.Equal(builtIn, akka);
        Assert.Equal(_tests.Single(t => t.Name == name).Possible.Split(' ').Contains(model), akka.Any(end => end.EndsWith("never", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Litmus))]
    public void A_litmus_schedule_of_either_host_replays_on_the_other_to_the_same_fingerprints(string name, string model) =>
        Assert.Equal(model != "sc", DrainsInReplays(Read(name), model, 10 * Walks) > 0);

    [Theory]
    [MemberData(nameof(KernelScenarios))]
    public void A_kernel_path_with_store_buffers_runs_alike_on_both_hosts(string name)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var build = scenario.Builds.First();
        DrainsInReplays(scenario, KernelBuilds.On(build, MemoryModel.Tso), Walks);
        DrainsInReplays(scenario, KernelBuilds.On(build, MemoryModel.Pso), Walks);
    }

    [Theory]
    [InlineData("store-buffering", "tso")]
    [InlineData("message-passing", "pso")]
    public void Live_actors_find_what_only_a_weaker_machine_does(string name, string model)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var found = Assert.Single(Live(scenario, model, 100_000).Violations);
        Assert.True(Replayer.Run(scenario, TraceLine.Parse(TraceLine.Format(found.Trace))).IsAsRecorded);
        Assert.Empty(Live(scenario, "sc", 500).Violations);
    }

    private static RunReport Live(Scenario scenario, string model, long executions) =>
        new LiveExploration().Explore(new(scenario, model, new SamplingOptions(), false, null, "", _ => "", new RunOptions { MaxExecutions = executions })).Report;

    private int DrainsInReplays(Scenario scenario, string build, int walks)
    {
        var builtIn = scenario.Instantiate(build, InstanceOptions.Default).Program;
        var akka = scenario.Instantiate(build, new InstanceOptions(null, _hosting)).Program;
        var drains = 0;
        for (var seed = 0; seed < walks; seed++)
        {
            drains += EitherWay.AssertReplays(builtIn, akka, seed, StepBound) + EitherWay.AssertReplays(akka, builtIn, walks + seed, StepBound);
        }

        return drains;
    }

    // All executions of optimal DPOR: how each ended, with its final state.
    private static List<string> Exhausted(ScenarioInstance instance)
    {
        var dpor = new OptimalDpor(instance.Program, StepBound);
        var ends = new List<string>();
        var values = new long[instance.OutcomeNames.Count];
        while (dpor.Next(stopAtViolation: false) is { } end)
        {
            instance.ReadOutcome(values);
            ends.Add($"{end} {string.Join(' ', values)} {string.Join(' ', instance.Program.Violations.Select(v => v.Invariant))}".TrimEnd());
        }

        return ends;
    }

    private static Scenario Read(string name)
    {
        var (_, threads, outcome, _) = _tests.Single(t => t.Name == name);
        var paths = threads.Select((thread, i) => $"    P{i}: [ {string.Join(", ", thread.Split(';', StringSplitOptions.TrimEntries).Select(s => $"\"{s}\""))} ]\n");
        return ScenarioReader.Read(
            $"scenario: litmus\nprogram:\n  cells: {{ x: 0, y: 0, z: 0, w: 0 }}\n  locks: [ l, m ]\n  threads:\n{string.Concat(paths)}  never: {outcome}\n", "litmus.yaml");
    }
}
