using System.Text;

namespace RaceSim.Reports;

/// <summary>Benchmark cases as a table.</summary>
public static class BenchText
{
    /// <summary>Renders the rows.</summary>
    public static string Render(IReadOnlyList<BenchRow> rows)
    {
        var table = new TextTable(false, false, true, true, true, true, false);
        table.Add("case", "mode", "schedules/s", "steps/s", "bytes/schedule", "switch schedules/s", "");
        foreach (var row in rows)
        {
            table.Add(
                row.Name,
                row.Mode,
                Figures.Rate(row.SchedulesPerSecond),
                Figures.Rate(row.StepsPerSecond),
                Figures.Rate(row.BytesPerSchedule),
                Figures.Rate(row.SwitchSchedulesPerSecond),
                string.Join(", ", row.Extra.Select(e => $"{e.Key} {Figures.Rate(e.Value)}")));
        }

        var text = new StringBuilder();
        table.Render(text);
        return text.ToString();
    }
}
