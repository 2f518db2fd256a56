using System.Text.Json;
using RaceSim.Scenarios.Measures.ForkCost;

namespace RaceSim.Reports;

/// <summary>The JSON object of <c>bench fork-cost</c>. Documented in <c>docs/json.md</c>.</summary>
public static class ForkCostJson
{
    /// <summary>Renders a report.</summary>
    public static string Render(ForkCostReport report) => JsonReport.Object("bench", json =>
    {
        json.WriteStartObject("forkCost");
        json.WriteNumber("entries", ForkCounts.Entries);
        json.WriteString("source", PostedForkCost.Source);
        json.WriteStartObject("counts");
        Counts(json, "noContpte", report.Without);
        Counts(json, "before", report.Before);
        Counts(json, "after", report.After);
        Counts(json, "merged", report.Merged);
        json.WriteEndObject();
        json.WriteStartObject("fitted");
        JsonReport.Exact(json, "access", report.Model.Access);
        JsonReport.Exact(json, "invalidation", report.Model.Invalidation);
        json.WriteNumber("power", report.Model.Power);
        json.WriteEndObject();
        JsonReport.Array(json, "rows", report.Rows, row =>
        {
            json.WriteNumber("cpus", row.Posted.Cpus);
            JsonReport.Figure(json, "before", row.Before);
            JsonReport.Figure(json, "beforePosted", row.Posted.BeforePercent);
            JsonReport.Figure(json, "after", row.After);
            JsonReport.Figure(json, "afterPosted", row.Posted.AfterPercent);
            JsonReport.Figure(json, "merged", row.Merged);
        });
        JsonReport.Figure(json, "beforeError", report.BeforeError);
        JsonReport.Figure(json, "afterError", report.AfterError);
        JsonReport.Figure(json, "linearError", report.LinearError);
        json.WriteEndObject();
    });

    private static void Counts(Utf8JsonWriter json, string name, ForkCounts counts)
    {
        json.WriteStartObject(name);
        json.WriteString("build", counts.Build);
        json.WriteNumber("accesses", counts.Accesses);
        json.WriteNumber("tlbInvalidations", counts.Invalidations);
        json.WriteNumber("folds", counts.Folds);
        json.WriteNumber("unfolds", counts.Unfolds);
        json.WriteEndObject();
    }
}
