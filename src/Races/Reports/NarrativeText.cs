using System.Globalization;
using System.Text;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>A scenario's story as a reviewer would tell it: the claim, who is who, the setting, the bad schedule, the fix.</summary>
internal static class NarrativeText
{
    private const int Width = 96;

    /// <summary>Appends the parts that there are.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="header">The scenario.</param>
    /// <param name="actors">The machine's actors, by whose names a thread's CPU is known (<c>CPU0 T0</c>).</param>
    public static void Append(StringBuilder text, ScenarioHeader header, IReadOnlyList<string> actors)
    {
        var told = header.Narrative;
        Paragraph(text, "the claim", told.Statement);
        Items(text, "who is who", [.. told.Who.Select(w => (Actor(w.Key, actors), w.Value))]);
        Paragraph(text, told == Narrative.None ? "" : "the setting", header.Story);
        Items(text, "the bad schedule", [.. told.Schedule.Select((move, i) => ((i + 1).ToString(CultureInfo.InvariantCulture) + ".", move))]);
        Paragraph(text, "the fix", told.Fix);
    }

    private static string Actor(string thread, IReadOnlyList<string> actors) =>
        actors.FirstOrDefault(a => a == thread || a.EndsWith($" {thread}", StringComparison.Ordinal)) ?? thread;

    private static void Paragraph(StringBuilder text, string heading, string content)
    {
        if (content.Length == 0)
        {
            return;
        }

        text.Append('\n').Append(heading.Length > 0 ? heading + "\n" : "");
        foreach (var line in Wrapping.Lines(content, Width))
        {
            text.Append($"  {line}\n");
        }
    }

    private static void Items(StringBuilder text, string heading, IReadOnlyList<(string Label, string Content)> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        text.Append($"\n{heading}\n");
        var width = items.Max(i => i.Label.Length) + 2;
        foreach (var (label, content) in items)
        {
            var lines = Wrapping.Lines(content, Width - width);
            for (var i = 0; i < lines.Count; i++)
            {
                text.Append($"  {(i == 0 ? label : "").PadRight(width)}{lines[i]}\n");
            }
        }
    }
}
