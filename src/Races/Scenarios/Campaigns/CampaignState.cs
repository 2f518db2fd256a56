using RaceSim.Scenarios.Searching;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>How far one shard of a campaign is, and what it has found: all that a checkpoint holds.</summary>
public sealed class CampaignState
{
    internal CampaignState(CampaignSubject subject, Shard shard, string file, string text)
    {
        Subject = subject;
        Shard = shard;
        File = file;
        Text = text;
    }

    /// <summary>What is explored.</summary>
    public CampaignSubject Subject { get; }

    /// <summary>Which share of it.</summary>
    public Shard Shard { get; }

    /// <summary>The scenario's file, as it was named.</summary>
    public string File { get; }

    /// <summary>The scenario's text, so that shards can be merged where the file is not.</summary>
    public string Text { get; }

    /// <summary>What has been done: parts or schedules.</summary>
    public long Done => Search?.Done ?? Samples!.Schedules;

    /// <summary>What is known to be left: parts or schedules. A part that turns out to be large becomes several.</summary>
    public long Left => Search is not null ? Search.Pending.Count + Search.Needed.Count : ShareOfSchedules - Samples!.Schedules;

    /// <summary>Whether nothing is left.</summary>
    public bool IsFinished => Left == 0;

    /// <summary>The same standing in a campaign that looks at more schedules.</summary>
    /// <param name="subject">One that extends <see cref="Subject"/>.</param>
    public CampaignState Extended(CampaignSubject subject) => new(subject, Shard, File, Text) { Samples = Samples };

    /// <summary>The progress, of a campaign in parts.</summary>
    internal SearchProgress? Search { get; init; }

    /// <summary>The schedules so far, of a sampling.</summary>
    internal SampleRecord? Samples { get; init; }

    /// <summary>How many schedules of a sampling are this shard's.</summary>
    internal long ShareOfSchedules => (Subject.Schedules - Shard.Number + Shard.Count) / Shard.Count;
}
