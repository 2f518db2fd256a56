using System.Text;
using System.Text.Json;
using RaceSim.Scenarios.Campaigns;

namespace RaceSim.Reports;

/// <summary>How far a campaign is, as a line and as a member of a JSON object.</summary>
internal static class CampaignText
{
    /// <summary>Adds the line, if there is a campaign.</summary>
    public static void Append(StringBuilder text, CampaignStanding? standing)
    {
        if (standing is null)
        {
            return;
        }

        var shards = standing.Count == 1 ? "" : standing.Missing.Count == 0 ? $"all {standing.Count} shards, "
            : $"shard{(standing.Shards.Count == 1 ? "" : "s")} {string.Join(", ", standing.Shards)} of {standing.Count}, ";
        var left = standing.IsFinished ? "none left" : $"at least {Figures.Count(standing.Left)} left: the same command goes on";
        text.Append($"  campaign: {shards}{Figures.Count(standing.Done, standing.Unit)} done, {left}\n");
    }

    /// <summary>Adds the member <c>campaign</c>.</summary>
    public static void Write(Utf8JsonWriter json, CampaignStanding? standing)
    {
        if (standing is null)
        {
            json.WriteNull("campaign");
            return;
        }

        json.WriteStartObject("campaign");
        json.WriteStartArray("shards");
        foreach (var shard in standing.Shards)
        {
            json.WriteNumberValue(shard);
        }

        json.WriteEndArray();
        json.WriteNumber("count", standing.Count);
        json.WriteString("unit", standing.Unit);
        json.WriteNumber("done", standing.Done);
        json.WriteNumber("left", standing.Left);
        json.WriteBoolean("whole", standing.IsWhole);
        json.WriteEndObject();
    }
}
