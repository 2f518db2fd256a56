using RaceSim.Scenarios.Campaigns;

namespace RaceSim.Cli.Campaigns;

/// <summary>A campaign that the user asked for.</summary>
/// <param name="Directory">Where it is kept.</param>
/// <param name="Shard">Which share to work on.</param>
/// <param name="Every">Write a checkpoint after so many parts or schedules, too; 0 for no such number.</param>
internal sealed record CampaignRequest(string Directory, Shard Shard, long Every);
