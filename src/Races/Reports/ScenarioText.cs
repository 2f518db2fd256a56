using System.Text;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Measures;

namespace RaceSim.Reports;

/// <summary>A scenario told: its story, where it comes from, its builds and what is expected of them, and its machine.</summary>
public static class ScenarioText
{
    private const int Width = 96;

    /// <summary>Renders a scenario.</summary>
    /// <param name="header">What the file says.</param>
    /// <param name="instance">The machine of its first build.</param>
    /// <param name="costs">What its builds cost; empty for a sketch.</param>
    public static string Render(ScenarioHeader header, ScenarioInstance instance, IReadOnlyList<BuildCosts> costs)
    {
        var text = new StringBuilder();
        text.Append($"{header.Name}{(header.Title.Length > 0 ? $": {header.Title}" : "")}\n");
        Field(text, "claims", string.Join(", ", header.Claims.Concat(header.Expectations.Select(e => e.Claim)).Where(c => c.Length > 0).Distinct()));
        Field(text, "source", header.Source);
        Field(text, "file", header.File);
        NarrativeText.Append(text, header, [.. instance.Machine.Cpus.Select(c => c.Name)]);
        Expectations(text, header);
        Costs(text, costs);
        Machine(text, header, instance);
        return text.ToString();
    }

    /// <summary>What an expectation says, in words.</summary>
    public static string Expected(Expectation expectation)
    {
        var verdict = expectation.Violates.Count > 0 ? $"violates {string.Join(", ", expectation.Violates)}"
            : expectation.Holds.Count > 0 ? $"{string.Join(", ", expectation.Holds)} {(expectation.Holds.Count == 1 ? "holds" : "hold")}, nothing else checked"
            : "clean";
        verdict = expectation.Observes.Count > 0 ? $"{verdict}, observes {string.Join(", ", expectation.Observes)}" : verdict;
        return expectation.Avoids.Count > 0 ? $"{verdict}, avoids {string.Join(", ", expectation.Avoids)}" : verdict;
    }

    private static void Field(StringBuilder text, string name, string value) =>
        text.Append(Lines(name, value));

    private static string Lines(string name, string value) =>
        string.Concat(Wrapping.Lines(value, Width - 8).Select((line, i) => $"  {(i == 0 ? name : ""),-8}{line}\n"));

    // Where the verdict comes from, and which claim it settles if that is not the scenario's. Without a source nobody but the file says it.
    private static string Origin(ScenarioHeader header, Expectation expectation)
    {
        var isSaid = header.Source.Length > 0 || expectation.Source.Length > 0 || expectation.Stated != Expectation.BySource;
        string[] parts = [isSaid ? expectation.Stated : "", expectation.Claim, expectation.Source];
        var origin = string.Join(' ', parts.Where(p => p.Length > 0));
        return origin.Length > 0 ? $"({origin}) " : "";
    }

    private static void Expectations(StringBuilder text, ScenarioHeader header)
    {
        if (header.Expectations.Count == 0)
        {
            return;
        }

        text.Append(header.IsSketch ? "\nexpected\n" : "\nbuilds\n");
        var table = new TextTable(false, false, false);
        foreach (var e in header.Expectations)
        {
            table.Add(e.Build ?? "any", Expected(e), $"{Origin(header, e)}{string.Join("; ", new[] { e.Differs.Length > 0 ? $"otherwise said: {e.Differs}" : "", e.Note }.Where(t => t.Length > 0))}");
        }

        table.Render(text, "  ");
    }

    private static void Costs(StringBuilder text, IReadOnlyList<BuildCosts> costs)
    {
        if (costs.Count == 0)
        {
            return;
        }

        var partly = costs.Where(c => !c.IsComplete).ToList();
        text.Append($"\ncosts of an execution{(partly.Count == 0 ? ", over all schedules" : $" (*: of the first {Figures.Count(partly.Max(c => c.Executions), "execution")} only)")}\n");
        MetricText.Table(text, [.. costs.Select(c => (c.IsComplete ? c.Build : c.Build + " *", c.Ranges))]);
    }

    private static void Machine(StringBuilder text, ScenarioHeader header, ScenarioInstance instance)
    {
        var machine = instance.Machine;
        text.Append($"\nmachine{(instance.Build is null ? "" : $" of {instance.Build}")}\n");
        Field(text, "actors", string.Join(", ", machine.Cpus.Select(c => c.Name)));
        Field(text, "locks", string.Join(", ", machine.Locks.Select(l => l.Name)));
        Field(text, "cells", Figures.Count(machine.Cells.Count));
        Field(text, "reaches", string.Join(", ", header.Reaches));
    }
}
