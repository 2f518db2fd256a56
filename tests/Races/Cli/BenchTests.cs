using RaceSim.Cli;
using RaceSim.Cli.Bench;
using RaceSim.Exploration;
using RaceSim.Scenarios;
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
}
