using System.Text.RegularExpressions;
using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class VerifyTests
{
    private static readonly string[] Members =
    [
        "schema", "command", "scenario", "build", "verdict", "sentence", "complete", "executions", "blocked", "steps", "stepBoundHits", "outcomes",
        "violation", "violations", "reached", "missing", "metrics", "campaign", "elapsedSeconds", "estimate",
    ];

    /// <summary>A check that is not armed says nothing of what the file expects.</summary>
    [Theory]
    [InlineData("I1", "only I1 checked, of which the file says nothing: violates I15")]
    [InlineData("I15", "as the file expects, only I15 checked: violates I15")]
    public void With_some_checks_only_the_expectation_is_judged_as_far_as_they_go(string invariant, string sentence)
    {
        var run = Racesim.Run("verify", "midfork-fault", "--build", "blind-copy", "--invariants", invariant);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        Assert.Contains(sentence, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        var json = Racesim.Run("verify", "message-passing", "--json").Json;
        Assert.Equal(Members, json.EnumerateObject().Select(m => m.Name));
        Assert.Equal("proved", json.GetProperty("verdict").GetString());
        Assert.Equal(3, json.GetProperty("executions").GetInt64());
        Assert.Equal(3, json.GetProperty("outcomes").GetArrayLength());
    }

    [Fact]
    public void A_search_that_is_cut_short_says_how_much_there_is_and_reads_as_committed()
    {
        var run = Racesim.Run("verify", "midfork-n3", "--max-executions", "2016");
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        GoldenText.Check("verify-estimate", run.Timeless);
        var estimate = Racesim.Run("verify", "midfork-n3", "--max-executions", "2016", "--json").Json.GetProperty("estimate");
        Assert.InRange(estimate.GetProperty("executions").GetDouble(), 19_000, 21_500);
        Assert.InRange(estimate.GetProperty("done").GetDouble(), 0.09, 0.11);
    }

    [Theory]
    [InlineData("midfork-n2")]
    [InlineData("midfork-fault", "--build", "oppo-any-break")]
    [InlineData("midfork-fault", "--build", "oppo-any-break", "--all")]
    [InlineData("reforder", "--build", "batch-v2", "--all")]
    public void The_number_of_workers_changes_nothing(params string[] words)
    {
        var one = Racesim.Run(["verify", .. words, "--workers", "1", "--json"]);
        foreach (var workers in new[] { "2", "5" })
        {
            var several = Racesim.Run(["verify", .. words, "--workers", workers, "--json"]);
            Assert.Equal(one.Code, several.Code);
            Assert.Equal(Regex.Replace(one.Out, "\"elapsedSeconds\":[0-9.]+", ""), Regex.Replace(several.Out, "\"elapsedSeconds\":[0-9.]+", ""));
        }

        var plain = Racesim.Run(["verify", .. words, "--json"]).Json;
        Assert.Equal(plain.GetProperty("verdict").GetString(), one.Json.GetProperty("verdict").GetString());
        if (plain.GetProperty("complete").GetBoolean())
        {
            Assert.Equal(plain.GetProperty("executions").GetInt64(), one.Json.GetProperty("executions").GetInt64());
            Assert.Equal(plain.GetProperty("outcomes").GetRawText(), one.Json.GetProperty("outcomes").GetRawText());
        }
    }

    [Fact]
    public void A_proof_reads_as_committed()
    {
        GoldenText.Check("verify-proved", Racesim.Run("verify", "message-passing").Timeless);
    }

    [Fact]
    public void An_expected_violation_is_exit_code_zero_and_reads_as_committed()
    {
        var run = Racesim.Run("verify", "refmap");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("verify-violated", run.Timeless);
    }

    [Fact]
    public void A_violation_that_no_file_announces_is_exit_code_one()
    {
        using var file = new TemporaryFile(".yaml", Sketches.LostUpdate);
        var run = Racesim.Run("verify", file.Path);
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains($"--scenario {file.Path}", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_announced_violation_that_is_not_found_is_exit_code_one()
    {
        using var file = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.Harmless, "T1", "{ violated: never }"));
        var run = Racesim.Run("verify", file.Path);
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains("NOT AS EXPECTED", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_that_ends_is_no_verdict()
    {
        var run = Racesim.Run("verify", "midfork-n3", "--max-executions", "5", "--json");
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        Assert.Equal("unknown", run.Json.GetProperty("verdict").GetString());
        Assert.Equal(5, run.Json.GetProperty("executions").GetInt64());
    }

    [Fact]
    public void A_step_bound_that_is_hit_is_no_verdict()
    {
        var run = Racesim.Run("verify", "midfork-n1", "--step-bound", "20", "--max-executions", "50");
        Assert.Equal(ExitCode.NoVerdict, run.Code);
    }

    [Fact]
    public void Cancelled_it_prints_what_it_has()
    {
        var run = Racesim.Run(new CancellationToken(canceled: true), "verify", "midfork-n3", "--json");
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        Assert.False(run.Json.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public void The_trace_file_replays_with_its_fingerprints()
    {
        using var file = new TemporaryFile(".json");
        Racesim.Run("verify", "refmap", "--trace", file.Path);
        Assert.Contains("\"fingerprints\": [\n    \"", File.ReadAllText(file.Path), StringComparison.Ordinal);
        var run = Racesim.Run("replay", file.Path, "--json");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        Assert.Equal("never", run.Json.GetProperty("violation").GetProperty("invariant").GetString());
    }

    [Fact]
    public void Only_the_invariants_asked_for_are_checked()
    {
        var run = Racesim.Run("verify", "midfork-fault", "--build", "oppo-any-break", "--invariants", "I2", "--json");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        Assert.Equal("I2", run.Json.GetProperty("violation").GetProperty("invariant").GetString());
    }
}
