using RaceSim.Cli;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Explaining;

/// <summary>A trace of a model that has changed says what differs and is found again nearby.</summary>
public sealed class HealTests
{
    private const string Before = """
        scenario: counter
        expect: { violated: never }
        program:
          cells: { x: 0, done: 0 }
          threads:
            A: [ r = x, x = r + 1 ]
            B: [ s = x, x = s + 1 ]
          never: x == 1
        """;

    private static string After => Before.Replace("A: [ r", "A: [ done = 1, r", StringComparison.Ordinal);

    private static string Fixed => Before.Replace("never: x == 1", "never: x == 5", StringComparison.Ordinal);

    [Fact]
    public void Without_heal_a_trace_of_another_version_is_refused()
    {
        using var file = new TemporaryFile(".yaml", After);
        var run = Racesim.Run("replay", Line(), "--scenario", file.Path);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("another version", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void With_heal_the_violation_is_found_again_and_the_new_line_replays()
    {
        using var file = new TemporaryFile(".yaml", After);
        var run = Racesim.Run("replay", Line(), "--scenario", file.Path, "--heal");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        Assert.Contains("HEALED: never breaks again", run.Out, StringComparison.Ordinal);
        var healed = Racesim.Run("replay", Line(), "--scenario", file.Path, "--heal", "--json").Json;
        Assert.True(healed.GetProperty("healed").GetBoolean());
        Assert.Equal(ExitCode.AsExpected, Racesim.Run("replay", healed.GetProperty("trace").GetString()!, "--scenario", file.Path).Code);
    }

    [Fact]
    public void What_cannot_be_healed_is_exit_code_one()
    {
        using var file = new TemporaryFile(".yaml", Fixed);
        var run = Racesim.Run("replay", Line(), "--scenario", file.Path, "--heal");
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains("NOT HEALED", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_says_what_each_step_was_and_what_its_actor_does_now()
    {
        var before = ScenarioReader.Read(Before, "counter.yaml");
        var found = Verifier.Verify(before, null, new RunOptions()).Violations[0].Trace;
        var recorded = Replayer.WithFingerprints(before, found);
        Assert.Equal("Load x in A", recorded.Labels[0]);
        using var trace = new TemporaryFile(".json", TraceJson.Format(recorded));
        using var file = new TemporaryFile(".yaml", After);
        var run = Racesim.Run("replay", trace.Path, "--scenario", file.Path, "--any-version");
        Assert.Equal(ExitCode.Unexpected, run.Code);
        var words = string.Join(' ', run.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("DIVERGED at step 1: step 1 by A was 'Load x in A' and is 'Store done in A' now", words, StringComparison.Ordinal);
    }

    private static string Line()
    {
        using var file = new TemporaryFile(".yaml", Before);
        return Racesim.Run("verify", file.Path, "--json").Json.GetProperty("violation").GetProperty("trace").GetString()!;
    }
}
