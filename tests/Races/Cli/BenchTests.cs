using System.Text.Json;
using RaceSim.Cli;
using RaceSim.Cli.Bench;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class BenchTests
{
    private static readonly string[] Members =
    [
        "name", "mode", "schedulesPerSecond", "stepsPerSecond", "bytesPerSchedule", "switchSchedulesPerSecond",
    ];

    [Fact]
    public void The_switch_makes_the_schedules_of_the_scenario()
    {
        const int Schedules = 2_000;
        var program = ScenarioCatalogue.Find("midfork").Instantiate(null, InstanceOptions.Default).Program;
        var walk = new RandomWalk(7);
        var floor = new MidforkSwitch(7);
        var torn = 0;
        for (var i = 0; i < Schedules; i++)
        {
            Executor.TryRun(program, walk, 10_000, out var execution);
            Assert.Equal(execution.Steps, floor.Run(i, 1));
            torn += program.Violation is null ? 0 : 1;
            Assert.Equal(torn, floor.Torn);
        }

        Assert.InRange(torn, 1, Schedules - 1);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        var run = Racesim.Run("bench", "refmap", "--time", "0.01", "--json");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        var cases = run.Json.GetProperty("cases").EnumerateArray().ToList();
        Assert.Equal(["bare", "invariants"], cases.Select(c => c.GetProperty("mode").GetString()));
        Assert.All(cases, c => Assert.Equal(Members, c.EnumerateObject().Select(m => m.Name).Take(Members.Length)));
    }

    [Fact]
    public void Strategies_are_compared_by_the_schedules_they_need()
    {
        string[] arguments = ["bench", "strategies", "window", "reforder", "--strategy", "surw,random", "--seeds", "3", "--iterations", "300"];
        var run = Racesim.Run([.. arguments, "--json"]);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        var rows = run.Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["surw", "random", "surw", "random", "surw", "random"], rows.Select(r => r.GetProperty("strategy").GetString()));
        Assert.All(rows, r => Assert.Equal(3, r.GetProperty("seeds").GetInt32()));
        var window = rows.Where(r => r.GetProperty("scenario").GetString() == "window").ToList();
        Assert.True(window[0].GetProperty("medianSchedules").GetDouble() < 20);
        Assert.Equal(JsonValueKind.Null, window[1].GetProperty("medianSchedules").ValueKind);
        var parts = Racesim.Run(arguments).Out.Split("\n\n");
        GoldenText.Check("bench-strategies", parts[0] + "\n");
        Assert.EndsWith("median milliseconds to it, with the walks that a strategy measures the program by\n", parts[1], StringComparison.Ordinal);
        Assert.Equal(parts[0].Split('\n').Length - 1, parts[1].TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void A_comparison_of_nothing_is_no_verdict() => Assert.Equal(ExitCode.NoVerdict, Racesim.Run("bench", "strategies", "midfork-n1", "--seeds", "1").Code);
}
