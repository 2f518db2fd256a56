using RaceSim.Cli;
using RaceSim.Hosts.Cli;
using Xunit;

namespace RaceSim.Hosts.Coyote.Tests;

/// <summary>The command line with the hosts compiled in.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("racesim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("akka")]
    [InlineData("akka-live")]
    [InlineData("coyote")]
    public void A_violation_is_reported_with_a_trace_that_is_replayed_minimised_and_explained(string host)
    {
        var (code, output, error) = Run("explore", "reforder", "--build", "batch-v2", "--host", host, "--iterations", "20000");
        Assert.True(code == ExitCode.AsExpected, output + error);
        var trace = output.Split('\'').First(part => part.StartsWith("racesim1:", StringComparison.Ordinal));
        Assert.All(["replay", "minimize", "explain"], command => Assert.Equal(ExitCode.AsExpected, Run(command, trace).Code));
    }

    [Theory]
    [InlineData("akka")]
    [InlineData("akka-live")]
    [InlineData("coyote")]
    public void A_host_has_store_buffers_where_they_are_asked_for(string host)
    {
        var (code, output, error) = Run("explore", "store-buffering", "--memory-model", "tso", "--host", host, "--iterations", "20000");
        Assert.True(code == ExitCode.AsExpected, output + error);
        Assert.Contains("'racesim1:store-buffering@tso:", output, StringComparison.Ordinal);
        (code, output, error) = Run("explore", "store-buffering", "--memory-model", "sc", "--host", host, "--iterations", "200");
        Assert.True(code == ExitCode.AsExpected, output + error);
        Assert.DoesNotContain("racesim1:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_says_which_host_and_strategy()
    {
        var profile = Path.Combine(_folder, "profile.json");
        File.WriteAllText(profile, """{ "strategy": "q-learning", "iterations": 5 }""");
        var (_, output, _) = Run("explore", "reforder", "--build", "linux-6.9", "--host", "coyote", "--profile", profile, "--json");
        Assert.Contains("\"host\":\"coyote\"", output, StringComparison.Ordinal);
        Assert.Contains("\"strategy\":\"q-learning\"", output, StringComparison.Ordinal);
        Assert.Contains("\"schedules\":5", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Coyotes_own_trace_is_kept_beside_and_a_profile_repeats_it()
    {
        var trace = Path.Combine(_folder, "violation.json");
        Assert.Equal(ExitCode.AsExpected, Run("explore", "reforder", "--build", "batch-v2", "--host", "coyote", "--trace", trace).Code);
        Assert.Equal(ExitCode.AsExpected, Run("replay", trace).Code);
        var profile = Path.Combine(_folder, "replay.json");
        File.WriteAllText(profile, $$"""{ "strategy": "replay", "trace": "{{trace}}.coyote", "iterations": 1 }""");
        var again = Path.Combine(_folder, "again.json");
        Assert.Equal(ExitCode.AsExpected, Run("explore", "reforder", "--build", "batch-v2", "--host", "coyote", "--profile", profile, "--trace", again).Code);
        Assert.Equal(File.ReadAllText(trace), File.ReadAllText(again));
    }

    [Theory]
    [InlineData("--host akka --profile x.json", "--profile is for '--host coyote' only")]
    [InlineData("--host akka-live --strategy pct", "'--host akka-live' takes no --strategy")]
    [InlineData("--host coyote --strategy bounded", "'--host coyote' knows --strategy random and pct")]
    [InlineData("--host coyote --profile no-such.json", "no-such.json: there is no such file")]
    [InlineData("--host cyote", "there is no host 'cyote'; did you mean 'coyote'?")]
    public void Bad_input_gets_one_line(string options, string message)
    {
        var (code, output, error) = Run(["explore", "reforder", .. options.Split(' ')]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.StartsWith($"racesim: {message}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_trace_of_something_else_is_one_line()
    {
        var trace = Path.Combine(_folder, "not-coyotes.json");
        File.WriteAllText(trace, "nonsense");
        var profile = Path.Combine(_folder, "replay.json");
        File.WriteAllText(profile, $$"""{ "strategy": "replay", "trace": "{{trace}}" }""");
        var (code, _, error) = Run("explore", "reforder", "--host", "coyote", "--profile", profile);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static (ExitCode Code, string Out, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new CliConsole(output, error, false, CommandLine.DefaultWidth, CancellationToken.None);
        return (CommandLine.Run(arguments, console, ExplorationHosts.All), output.ToString(), error.ToString());
    }
}
