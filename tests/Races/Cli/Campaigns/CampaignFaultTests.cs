using RaceSim.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

/// <summary>What can be wrong with a campaign's directory is said in one line, and nothing that was recorded is lost.</summary>
public sealed class CampaignFaultTests : IDisposable
{
    private const string Checkpoint = "c/shard-1-of-1.json";

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    private string Directory => _home["c"];

    private Racesim Begin() => Racesim.Run("verify", "midfork-n2", "--campaign", Directory, "--max-executions", "100", "--json");

    private Racesim GoOn(params string[] more) => Racesim.Run(["verify", "midfork-n2", "--campaign", Directory, "--json", .. more]);

    private static void Refused(Racesim run, string message)
    {
        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_second_process_is_refused_and_the_first_goes_on()
    {
        Begin();
        using (new FileStream(_home["c/lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Refused(GoOn(), "is in use by another racesim");
        }

        Assert.Equal(ExitCode.AsExpected, GoOn().Code);
    }

    [Fact]
    public void A_full_disk_keeps_the_checkpoint_before()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Nowhere else is there a file that is always full.
        }

        var begun = Begin();
        var before = File.ReadAllBytes(_home[Checkpoint]);
        File.CreateSymbolicLink(_home[$"{Checkpoint}.new"], "/dev/full");
        var run = GoOn();
        Refused(run, "the checkpoint cannot be written");
        Assert.Contains("the checkpoint before it is kept", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_home[Checkpoint]));
        var rest = GoOn();
        Assert.Equal((ExitCode.AsExpected, 360), (rest.Code, rest.Json.GetProperty("executions").GetInt64()));
        Assert.True(begun.Json.GetProperty("executions").GetInt64() < 360);
    }

    [Fact]
    public void A_checkpoint_that_is_cut_off_is_not_overwritten()
    {
        Begin();
        var whole = File.ReadAllBytes(_home[Checkpoint]);
        File.WriteAllBytes(_home[Checkpoint], whole[..^100]);
        Refused(GoOn(), "is cut off");
        Assert.Equal(whole.Length - 100, new FileInfo(_home[Checkpoint]).Length);
        File.Move(_home[$"{Checkpoint}.previous"], _home[Checkpoint], overwrite: true);
        Assert.Equal(ExitCode.AsExpected, GoOn().Code);
    }

    [Theory]
    [InlineData(10, "is no checkpoint")]
    [InlineData(2_000, "its checksum does not fit")]
    public void A_checkpoint_that_is_damaged_is_refused(int position, string message)
    {
        Begin();
        var bytes = File.ReadAllBytes(_home[Checkpoint]);
        bytes[position] ^= 1;
        File.WriteAllBytes(_home[Checkpoint], bytes);
        Refused(GoOn(), message);
        Assert.Contains("the checkpoint before it is in", GoOn().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_a_later_version_is_refused()
    {
        Begin();
        File.WriteAllText(_home[Checkpoint], File.ReadAllText(_home[Checkpoint]).Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal));
        Refused(GoOn(), "format version 2; this racesim reads version 1");
    }

    [Fact]
    public void Killed_between_two_renames_it_goes_on_from_the_checkpoint_before()
    {
        Begin();
        File.Move(_home[Checkpoint], _home[$"{Checkpoint}.previous"], overwrite: true);
        Assert.Equal(360, GoOn().Json.GetProperty("executions").GetInt64());
    }

    [Fact]
    public void Another_campaign_in_the_directory_is_refused()
    {
        Begin();
        Refused(Racesim.Run("verify", "midfork-n1", "--campaign", Directory), "holds another campaign: scenario midfork-n2, not midfork-n1");
        Refused(GoOn("--step-bound", "500"), "step bound 10000, not 500");
        Refused(GoOn("--shard", "1/2"), "holds shard 1/1, not 1/2");
        Refused(Racesim.Run("explore", "midfork-n2", "--campaign", Directory), "command verify, not explore");
    }

    [Theory]
    [InlineData("--seed", "1", "seed 0, not 1")]
    [InlineData("--strategy", "pct", "strategy pos, not pct")]
    [InlineData("--iterations", "9", "iterations 10, not 9")]
    public void Other_schedules_are_another_campaign(string option, string value, string message)
    {
        string[] words = ["explore", "refmap", "--iterations", "10", "--strategy", "pos", "--campaign", Directory];
        Racesim.Run(words);
        var index = Array.IndexOf(words, option);
        string[] other = index < 0 ? [.. words, option, value] : [.. words[..(index + 1)], value, .. words[(index + 2)..]];
        Refused(Racesim.Run(other), message);
    }

    [Fact]
    public void A_scenario_that_has_changed_is_another_campaign()
    {
        using var file = new TemporaryFile(".yaml", Sketches.Harmless);
        Racesim.Run("verify", file.Path, "--campaign", Directory);
        File.AppendAllText(file.Path, "\n# changed\n");
        Refused(Racesim.Run("verify", file.Path, "--campaign", Directory), "digest of the scenario's file");
    }

    [Fact]
    public void What_cannot_be_merged_is_refused()
    {
        Begin();
        Racesim.Run("verify", "midfork-n1", "--campaign", _home["other"]);
        Racesim.Run("verify", "midfork-n2", "--campaign", _home["half"], "--shard", "1/2");
        Refused(Racesim.Run("merge", Directory, _home["other"]), "is of another campaign");
        Refused(Racesim.Run("merge", Directory, _home["half"]), "they cannot be merged");
        Refused(Racesim.Run("merge", _home["nowhere"]), "there is no such directory");
        System.IO.Directory.CreateDirectory(_home["empty"]);
        Refused(Racesim.Run("merge", _home["empty"]), "holds no checkpoint");
    }

    [Theory]
    [InlineData("--shard is '0/2'", "verify", "midfork-n2", "--shard", "0/2")]
    [InlineData("--shard is '3/2'", "verify", "midfork-n2", "--shard", "3/2")]
    [InlineData("--shard needs --campaign", "verify", "midfork-n2", "--shard", "1/2")]
    [InlineData("rff chooses each schedule by what the others have shown", "explore", "refmap", "--strategy", "rff", "--campaign", "never-made")]
    public void What_cannot_be_sharded_is_refused(string message, params string[] words)
    {
        Refused(Racesim.Run([.. words.Select(w => w == "never-made" ? _home["c"] : w)]), message);
    }
}
