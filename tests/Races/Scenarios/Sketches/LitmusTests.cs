using System.Text;
using RaceSim.Scenarios;
using RaceSim.Tests.Dpor;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Sketches;

/// <summary>
/// The litmus tests of the literature (Owens, Sarkar, Sewell, TPHOLs 2009; SPARC Architecture Manual V9, appendix J; Alglave, Maranget, Tautschnig, TOPLAS 2014): which
/// outcome is possible on which machine, and in the golden text all outcomes with the number of schedules and classes.
/// </summary>
public sealed class LitmusTests
{
    private static readonly string[] _models = ["sc", "tso", "pso"];

    // Name, threads, the telling outcome, and the machines on which it can happen.
    private static readonly (string Name, string[] Threads, string Outcome, string Possible)[] _tests =
    [
        ("SB", ["x = 1; r0 = y", "y = 1; r1 = x"], "P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("SB+mbs", ["x = 1; mb; r0 = y", "y = 1; mb; r1 = x"], "P0.r0 == 0 && P1.r1 == 0", ""),
        ("SB+mb+po", ["x = 1; mb; r0 = y", "y = 1; r1 = x"], "P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("SB+wmbs", ["x = 1; wmb; r0 = y", "y = 1; wmb; r1 = x"], "P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("SB+rmws", ["x = 1; a = xchg(z, 1); r0 = y", "y = 1; a = xchg(w, 1); r1 = x"], "P0.r0 == 0 && P1.r1 == 0", ""),
        ("SB+unlock", ["lock(l); x = 1; unlock(l); r0 = y", "lock(m); y = 1; unlock(m); r1 = x"], "P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("SB+releases", ["store_release(x, 1); r0 = load_acquire(y)", "store_release(y, 1); r1 = load_acquire(x)"], "P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("SB+rfis (n7)", ["x = 1; r = x; r0 = y", "y = 1; r = y; r1 = x"], "P0.r == 1 && P1.r == 1 && P0.r0 == 0 && P1.r1 == 0", "tso pso"),
        ("n6", ["x = 1; r0 = x; r1 = y", "y = 2; x = 2"], "P0.r0 == 1 && P0.r1 == 0 && x == 1", "tso pso"),
        ("MP", ["x = 1; y = 1", "r0 = y; r1 = x"], "P1.r0 == 1 && P1.r1 == 0", "pso"),
        ("MP+wmb", ["x = 1; wmb; y = 1", "r0 = y; rmb; r1 = x"], "P1.r0 == 1 && P1.r1 == 0", ""),
        ("MP+release", ["x = 1; store_release(y, 1)", "r0 = load_acquire(y); r1 = x"], "P1.r0 == 1 && P1.r1 == 0", ""),
        ("MP+lock", ["x = 1; lock(l); y = 1; unlock(l)", "r0 = y; r1 = x"], "P1.r0 == 1 && P1.r1 == 0", "pso"),
        ("MP+unlock", ["lock(l); x = 1; unlock(l); y = 1", "r0 = y; r1 = x"], "P1.r0 == 1 && P1.r1 == 0", ""), // An unlock is a store barrier and a store; on Arm it orders one way only.
        ("MP+locks", ["lock(l); x = 1; y = 1; unlock(l)", "lock(l); r0 = y; r1 = x; unlock(l)"], "P1.r0 == 1 && P1.r1 == 0", ""),
        ("LB", ["r0 = x; y = 1", "r1 = y; x = 1"], "P0.r0 == 1 && P1.r1 == 1", ""),
        ("R", ["x = 1; y = 1", "y = 2; r0 = x"], "y == 2 && P1.r0 == 0", "tso pso"),
        ("R+po+mb", ["x = 1; y = 1", "y = 2; mb; r0 = x"], "y == 2 && P1.r0 == 0", "pso"),
        ("R+wmb+mb", ["x = 1; wmb; y = 1", "y = 2; mb; r0 = x"], "y == 2 && P1.r0 == 0", ""),
        ("S", ["x = 2; y = 1", "r0 = y; x = 1"], "x == 2 && P1.r0 == 1", "pso"),
        ("S+wmb", ["x = 2; wmb; y = 1", "r0 = y; x = 1"], "x == 2 && P1.r0 == 1", ""),
        ("2+2W", ["x = 1; y = 2", "y = 1; x = 2"], "x == 1 && y == 1", "pso"),
        ("2+2W+wmbs", ["x = 1; wmb; y = 2", "y = 1; wmb; x = 2"], "x == 1 && y == 1", ""),
        ("CoWW", ["x = 1; x = 2"], "x == 1", ""),
        ("CoRR", ["x = 1", "r0 = x; r1 = x"], "P1.r0 == 1 && P1.r1 == 0", ""),
        ("CoRW", ["r0 = x; x = 1"], "P0.r0 == 1", ""),
        ("CoWR", ["x = 1; r0 = x", "x = 2"], "P0.r0 == 2 && x == 1", ""),
        ("WRC", ["x = 1", "r0 = x; y = 1", "r1 = y; r2 = x"], "P1.r0 == 1 && P2.r1 == 1 && P2.r2 == 0", ""),
        ("IRIW", ["x = 1", "y = 1", "r0 = x; r1 = y", "r2 = y; r3 = x"], "P2.r0 == 1 && P2.r1 == 0 && P3.r2 == 1 && P3.r3 == 0", ""),
    ];

    public static TheoryData<string> Names => [.. _tests.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outcome_happens_where_the_literature_says(string name)
    {
        var (_, threads, outcome, possible) = _tests.Single(t => t.Name == name);
        foreach (var model in _models)
        {
            var report = Verifier.Verify(ScenarioReader.Read(Text(threads, outcome), name), model, new RunOptions());
            var expected = possible.Split(' ').Contains(model) ? Verdict.Violated : Verdict.Proved;
            Assert.True(expected == report.Verdict, $"{name} on {model}: expected {expected}, found {report.Verdict}");
        }
    }

    [Fact]
    public void All_outcomes_and_counts_are_the_committed_ones()
    {
        var text = new StringBuilder();
        foreach (var (name, threads, _, _) in _tests)
        {
            text.Append($"{name}: {string.Join(" || ", threads)}\n");
            foreach (var model in _models)
            {
                var sketch = Text(threads);
                var oracle = SketchOracle.Of(sketch, model);
                Assert.Empty(oracle.Differences);
                text.Append($"  {model}: {oracle.Schedules} schedules, {oracle.Classes} classes, {oracle.Executions} executions\n");
                foreach (var end in PlainSearch.Of(sketch, model: model).Outcomes)
                {
                    text.Append($"    {end}\n");
                }
            }
        }

        GoldenText.Check("litmus", text.ToString());
    }

    [Fact]
    public void A_full_buffer_drains_before_it_takes_more()
    {
        var cells = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"c{i}: 0"));
        var stores = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"c{i} = 1"));
        var text = $"scenario: full\nprogram:\n  cells: {{ {cells} }}\n  threads:\n    P0: [ {stores} ]\n";
        var instance = ScenarioReader.Read(text, "full").Instantiate("pso", InstanceOptions.Default);
        var program = instance.Program;
        var steps = 0;
        for (; (program.Enabled & 1) != 0; steps++)
        {
            program.Step(0, 0);
        }

        Assert.Equal(16, steps);
        Assert.Equal(1UL, program.Events);
        while (program.Enabled != 0)
        {
            program.Step(System.Numerics.BitOperations.TrailingZeroCount(program.Enabled), 0);
        }

        Assert.Equal(0UL, program.Unfinished);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(1, instance.Machine.Cells.Read(i)));
    }

    [Fact]
    public void Traces_of_a_weaker_machine_replay_and_say_what_waits()
    {
        var scenario = ScenarioReader.Read(Text(["x = 1; y = 1", "r0 = y; r1 = x"], "P1.r0 == 1 && P1.r1 == 0"), "mp");
        var trace = Verifier.Verify(scenario, "pso", new RunOptions()).Violations[0].Trace;
        Assert.Equal("pso", trace.Build);
        var replay = Replayer.Run(scenario, trace);
        Assert.Null(replay.Divergence);
        Assert.Equal("never", replay.Violation?.Violation.Invariant);
        Assert.Contains(replay.Steps, s => s.Kind == RaceSim.Steps.OperationKind.BufferedStore && s.Subject == "x" && s.Value == "1");
        Assert.Contains(replay.Steps, s => s.Kind == RaceSim.Steps.OperationKind.Drain && s.Subject == "y" && s.Changes.Count == 1);
    }

    private static string Text(string[] threads, string? never = null)
    {
        var text = "scenario: t\nprogram:\n  cells: { x: 0, y: 0, z: 0, w: 0 }\n  locks: [ l, m ]\n  threads:\n";
        for (var i = 0; i < threads.Length; i++)
        {
            text += $"    P{i}:\n{string.Concat(threads[i].Split(';').Select(s => $"      - {s.Trim()}\n"))}";
        }

        return never is null ? text : $"{text}  never: {never}\n";
    }
}
