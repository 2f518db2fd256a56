using RaceSim.Cli;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class ReplayTests
{
    [Fact]
    public void The_table_of_a_short_trace_reads_as_committed()
    {
        var run = Racesim.Run("replay", Trace("refmap"));
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("replay-refmap", run.Out);
    }

    [Fact]
    public void Rounds_of_a_loop_are_folded()
    {
        GoldenText.Check("replay-window", Racesim.Run("replay", Trace("window")).Out);
    }

    [Fact]
    public void Full_prints_every_step()
    {
        var lines = Racesim.Run("replay", Trace("window"), "--full").Out.Split('\n').Count(l => l.Contains("store", StringComparison.Ordinal) && !l.Contains("preempted", StringComparison.Ordinal));
        Assert.Equal(199, lines);
    }

    [Fact]
    public void A_trace_that_breaks_nothing_and_stops_half_way_is_exit_code_one()
    {
        var run = Racesim.Run("replay", Cut("refmap", 4));
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains("the trace ends before the actors have finished", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_that_cannot_be_followed_says_at_which_step_and_why()
    {
        var schedule = new Schedule();
        for (var i = 0; i < 6; i++)
        {
            schedule.Add(1);
        }

        var run = Racesim.Run("replay", Line("refmap", schedule));
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains("DIVERGED at step 3: step 3 is by B but it cannot move there", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_is_not_the_recorded_one_is_a_divergence()
    {
        using var file = new TemporaryFile(".json");
        Racesim.Run("verify", "refmap", "--trace", file.Path);
        var lines = File.ReadAllLines(file.Path);
        var third = Array.FindIndex(lines, l => l.Contains("fingerprints", StringComparison.Ordinal)) + 3;
        lines[third] = "    \"0000000000000001\",";
        File.WriteAllLines(file.Path, lines);
        var run = Racesim.Run("replay", file.Path, "--json");
        Assert.Equal(ExitCode.Unexpected, run.Code);
        var divergence = run.Json.GetProperty("divergence");
        Assert.Equal((3, "fingerprintDiffers"), (divergence.GetProperty("step").GetInt32(), divergence.GetProperty("reason").GetString()));
    }

    [Fact]
    public void A_trace_of_a_scenario_outside_the_catalogue_asks_for_its_file()
    {
        using var file = new TemporaryFile(".yaml", Sketches.LostUpdate);
        var trace = Racesim.Run("verify", file.Path, "--json").Json.GetProperty("violation").GetProperty("trace").GetString()!;
        var run = Racesim.Run("replay", trace);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("name its file with --scenario", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.AsExpected, Racesim.Run("replay", trace, "--scenario", file.Path).Code);
    }

    private static string Trace(string scenario) =>
        Racesim.Run("verify", scenario, "--json").Json.GetProperty("violation").GetProperty("trace").GetString()!;

    private static string Cut(string scenario, int steps)
    {
        var whole = TraceLine.Parse(Trace(scenario)).Schedule;
        var schedule = new Schedule();
        for (var i = 0; i < steps; i++)
        {
            schedule.Add(whole[i].Actor, whole[i].Value);
        }

        return Line(scenario, schedule);
    }

    private static string Line(string scenario, Schedule schedule) =>
        TraceLine.Format(new Trace { Scenario = scenario, Digest = ScenarioCatalogue.Find(scenario).Header.Digest, Schedule = schedule });
}
