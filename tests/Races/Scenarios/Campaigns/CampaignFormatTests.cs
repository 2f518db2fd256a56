using System.Text;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Campaigns;
using Xunit;

namespace RaceSim.Tests.Campaigns;

/// <summary>What is written down is what is read again.</summary>
public sealed class CampaignFormatTests
{
    [Theory]
    [InlineData(true, SamplingStrategy.Random, 40)]
    [InlineData(false, SamplingStrategy.Bounded, 40)]
    [InlineData(false, SamplingStrategy.Auto, long.MaxValue)]
    [InlineData(false, SamplingStrategy.Pct, 0)]
    public void A_state_survives(bool isSearch, SamplingStrategy strategy, long most)
    {
        var entry = ScenarioCatalogue.Select("reforder")[0];
        var scenario = ScenarioCatalogue.Read(entry);
        var subject = new CampaignSubject
        {
            IsSearch = isSearch,
            Scenario = scenario.Name,
            Digest = scenario.Header.Digest,
            Build = "batch-v2",
            Invariants = null,
            StepBound = 1_000,
            Sampling = new SamplingOptions { Strategy = strategy, Seed = ulong.MaxValue },
            Schedules = strategy == SamplingStrategy.Bounded ? long.MaxValue : 500,
            HasStatistics = true,
        };
        var options = new RunOptions { MaxExecutions = Math.Max(1, most), KeepGoing = most == 0 ? () => false : null };
        var state = Campaign.Begin(scenario, ScenarioCatalogue.Text(entry), subject, new Shard(2, 3), options);
        Campaign.Run(state, scenario, options, new Checkpoints(() => false, () => { }));
        var written = CampaignFormat.Write(state);
        var read = CampaignFormat.Read(written, "file");
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(CampaignFormat.Write(read)));
        Assert.Equal(subject, read.Subject);
        Assert.Equal((state.Shard, state.Done, state.Left), (read.Shard, read.Done, read.Left));
        Assert.Null(subject.Difference(read.Subject));
    }

    /// <summary>Which schedule has a number, and where a space is cut, is each build's own affair.</summary>
    [Fact]
    public void What_another_build_of_racesim_wrote_is_refused()
    {
        var entry = ScenarioCatalogue.Select("reforder")[0];
        var subject = new CampaignSubject { IsSearch = false, Scenario = "reforder", Digest = "d", Build = "batch-v2", Invariants = null, StepBound = 1, Schedules = 1 };
        var state = Campaign.Begin(ScenarioCatalogue.Read(entry), ScenarioCatalogue.Text(entry), subject, new Shard(1, 1), new RunOptions());
        var lines = Encoding.UTF8.GetString(CampaignFormat.Write(state)).Split('\n');
        var tool = System.Text.Json.JsonDocument.Parse(lines[1]).RootElement.GetProperty("tool").GetString()!;
        var body = lines[1].Replace($"\"tool\":\"{tool}\"", $"\"tool\":\"{tool[..^1]}{(tool[^1] == '0' ? '1' : '0')}\"", StringComparison.Ordinal);
        var head = lines[0].Replace(Digest(lines[1]), Digest(body), StringComparison.Ordinal);
        var fault = Assert.Throws<InputException>(() => CampaignFormat.Read(Encoding.UTF8.GetBytes($"{head}\n{body}\n"), "file"));
        Assert.Equal("was written by another build of racesim, in which a part or a schedule may mean something else; go on with that build, or begin anew in another directory", fault.Message);
        Assert.Equal(state.Subject, CampaignFormat.Read(Encoding.UTF8.GetBytes($"{lines[0]}\n{lines[1]}\n"), "file").Subject);

        static string Digest(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Every_member_of_a_subject_tells_campaigns_apart()
    {
        var subject = new CampaignSubject { IsSearch = false, Scenario = "s", Digest = "d", Build = "b", Invariants = null, StepBound = 1 };
        CampaignSubject[] others =
        [
            subject with { IsSearch = true },
            subject with { Scenario = "t" },
            subject with { Digest = "e" },
            subject with { Build = null },
            subject with { Invariants = "I1" },
            subject with { StepBound = 2 },
            subject with { Sampling = new SamplingOptions { Strategy = SamplingStrategy.Pos } },
            subject with { Sampling = new SamplingOptions { Seed = 1 } },
            subject with { Sampling = new SamplingOptions { Depth = 4 } },
            subject with { Sampling = new SamplingOptions { Preemptions = 1 } },
            subject with { Schedules = 1 },
            subject with { HasStatistics = true },
        ];
        Assert.All(others, other => Assert.NotNull(subject.Difference(other)));
    }
}
