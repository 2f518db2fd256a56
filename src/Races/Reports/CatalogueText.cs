using System.Text;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>The catalogue, one line a scenario.</summary>
public static class CatalogueText
{
    /// <summary>Renders the entries, scenarios over kernel paths before sketches.</summary>
    public static string Render(IReadOnlyList<CatalogueEntry> entries)
    {
        var table = new TextTable(false, false, false);
        Add(table, "scenarios", entries.Where(e => !e.IsSketch).ToList());
        Add(table, "sketches", entries.Where(e => e.IsSketch).ToList());
        var text = new StringBuilder();
        table.Render(text);
        return text.ToString();
    }

    private static void Add(TextTable table, string heading, List<CatalogueEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        table.Add(heading);
        entries.ForEach(e => table.Add($"  {e.Name}", string.Join(' ', e.Claims), e.Title));
    }
}
