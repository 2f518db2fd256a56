using System.Globalization;
using System.Text;
using RaceSim.Scenarios.Measures.ForkCost;

namespace RaceSim.Reports;

/// <summary>The table of fork's cost beside the posted one, and in plain words what it is worth.</summary>
public static class ForkCostText
{
    private const int Width = 96;

    /// <summary>Renders a report.</summary>
    public static string Render(ForkCostReport report)
    {
        var text = new StringBuilder();
        text.Append($"what one simulated fork does: {Figures.Count(ForkCounts.Entries)} entries in blocks of 16, one thread\n");
        Counts(text, report);
        text.Append($"\nchange of a fork benchmark's speed against no contpte, in percent (posted: {PostedForkCost.Source})\n");
        Table(text, report);
        foreach (var paragraph in Paragraphs(report))
        {
            text.Append('\n');
            foreach (var line in Wrapping.Lines(paragraph, Width))
            {
                text.Append($"  {line}\n");
            }
        }

        return text.ToString();
    }

    private static void Counts(StringBuilder text, ForkCostReport report)
    {
        var table = new TextTable(false, false, true, true, true, true);
        table.Add("", "build", "accesses", "TLB invalidations", "folds", "unfolds");
        foreach (var (name, counts) in new[]
        {
            ("no contpte", report.Without), ("contpte, entry by entry", report.Before), ("contpte, batched as posted", report.After), ("contpte, batched as merged", report.Merged),
        })
        {
            table.Add(name, counts.Build, Figures.Count(counts.Accesses), Figures.Count(counts.Invalidations), Figures.Count(counts.Folds), Figures.Count(counts.Unfolds));
        }

        table.Render(text, "  ");
    }

    private static void Table(StringBuilder text, ForkCostReport report)
    {
        var table = new TextTable(true, true, true, true, true, true, true);
        table.Add("cpus", "no contpte", "entry by entry: model", "posted", "batched: model", "posted", "as merged: model");
        foreach (var row in report.Rows)
        {
            table.Add(
                row.Posted.Cpus.ToString(CultureInfo.InvariantCulture), "0.0",
                Percent(row.Before), Percent(row.Posted.BeforePercent),
                Percent(row.After), Percent(row.Posted.AfterPercent),
                Percent(row.Merged));
        }

        table.Render(text, "  ");
    }

    private static IEnumerable<string> Paragraphs(ForkCostReport report)
    {
        var model = report.Model;
        yield return "This is a model, not a measurement: no arm64 machine was near. time(n CPUs) = 1 + a * (further accesses) + t * n^2 * (further TLB invalidations), in rounds of the "
            + "benchmark without contpte. The counts are those above, from running the simulated fork; n enters by the formula alone.";
        yield return $"Two parameters were fitted, to the ten posted numbers by least squares of the times: a = {Small(model.Access)} and t = {Small(model.Invalidation)}. So an invalidation costs as much as "
            + $"{Ratio(model, 1)} accesses on 1 CPU and as {Ratio(model, 32)} on 32, and the accesses counted here make {Percent(100 * model.Access * report.Without.Accesses)} % of a round without contpte. That the cost grows with "
            + $"the square was chosen: with n instead, the first column is off by {Points(report.LinearError)} points instead of {Points(report.BeforeError)}.";
        var worst = report.Rows.MaxBy(r => Math.Abs(r.Before - r.Posted.BeforePercent))!;
        yield return $"The shape agrees: entry by entry the cost explodes with the CPUs (root mean square of the differences: {Points(report.BeforeError)} points), batched it is flat and small ({Points(report.AfterError)} "
            + $"points). The largest difference is at {worst.Posted.Cpus} CPU{(worst.Posted.Cpus == 1 ? "" : "s")}: {Percent(worst.Before)} where {Percent(worst.Posted.BeforePercent)} was posted. Batched, the model "
            + "cannot follow the posted numbers as they change with the CPUs, because that fork has no further invalidation: what is left are the loads that gather accessed and dirty bits."
            + Inversion(report.Rows[0]);
    }

    // The model's worst fault, said where it occurs.
    private static string Inversion(ForkCostRow row) => row.Before > row.After && row.Posted.BeforePercent < row.Posted.AfterPercent
        ? $" At {row.Posted.Cpus} CPU the model is wrong about which of the two is slower: it charges such a load, which mostly hits a cache line just read, as much as an atomic operation."
        : "";

    private static string Ratio(ForkCostModel model, int cpus) => Figures.Rate(Math.Round(model.Invalidation * Math.Pow(cpus, model.Power) / model.Access, cpus == 1 ? 1 : 0));

    private static string Percent(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Points(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Small(double value) => value.ToString("0.00e-0", CultureInfo.InvariantCulture);
}
