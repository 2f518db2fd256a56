using System.Globalization;
using System.Text;
using System.Text.Json;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>The data block of a page. It is JSON in which <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> are escaped, so that no text can end the block.</summary>
internal static class HtmlData
{
    private const int MostCallers = 4;

    /// <summary>The data of a film.</summary>
    public static string Of(Film film)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Members(json, film);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Members(Utf8JsonWriter json, Film film)
    {
        var explanation = film.Explanation;
        json.WriteString("goalText", HtmlReport.Goal(explanation));
        json.WriteString("curveText", HtmlReport.Curve(explanation));
        JsonReport.Names(json, "actors", explanation.Whole.Actors);
        JsonReport.Names(json, "locks", Locks(explanation));
        JsonReport.Array(json, "panels", film.Panels, panel => Panel(json, panel));
        json.WriteStartArray("runs");
        Run(json, "failing", explanation.Whole, explanation.Failing.Steps.Count, 0);
        if (explanation.Passing is { } passing)
        {
            Run(json, "passing", passing, 0, explanation.PartsAt);
        }

        if (explanation.Clean is { } clean)
        {
            Run(json, clean.Build, clean.Run, 0, clean.PartsAt);
        }

        json.WriteEndArray();
        JsonReport.Array(json, "essential", explanation.Pairs, pair =>
        {
            json.WriteNumber("first", pair.First.Number);
            json.WriteNumber("second", pair.Second.Number);
            json.WriteString("firstText", Access(explanation, pair.First, pair.On));
            json.WriteString("secondText", Access(explanation, pair.Second, pair.On) + (pair.IsTooLate ? " (too late)" : ""));
        });
        JsonReport.Array(json, "choices", explanation.Choices, choice =>
        {
            json.WriteNumber("step", choice.Number);
            json.WriteString("text", $"step {choice.Number.ToString(CultureInfo.InvariantCulture)}, {explanation.Whole.Actors[choice.Actor]}{KernelName.Called(choice, explanation.Whole.IsSketch)}: the choice '{choice.Value}'");
        });
        json.WriteStartArray("curve");
        foreach (var point in explanation.Curve.Points)
        {
            json.WriteStartArray();
            json.WriteNumberValue(point.Step);
            json.WriteRawValue(HtmlText.Number(point.Chance));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("decisive", explanation.Curve.Decisive.Step);
    }

    private static IEnumerable<string> Locks(Explanation explanation) =>
        new[] { explanation.Whole, explanation.Passing, explanation.Clean?.Run }.OfType<ReplayReport>()
            .SelectMany(r => r.Steps)
            .Where(s => s.Kind is OperationKind.Acquire or OperationKind.TryAcquire)
            .Select(s => s.Subject)
            .Concat(explanation.Whole.Steps.SelectMany(s => s.Held).SelectMany(h => h))
            .Distinct(StringComparer.Ordinal);

    private static string Access(Explanation explanation, ReplayStep step, string on) =>
        $"step {step.Number.ToString(CultureInfo.InvariantCulture)}, {explanation.Whole.Actors[step.Actor]}: {StepWords.Short(step, on)} in {KernelName.Of(step.Label, explanation.Whole.IsSketch)}";

    private static void Panel(Utf8JsonWriter json, StatePanel panel)
    {
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(panel.Kind.ToString()));
        json.WriteString("title", panel.Title);
        json.WriteNumber("block", panel.Block);
        json.WriteStartArray("fields");
        foreach (var field in panel.Fields)
        {
            Texts(json, field.Label, field.Cell, field.Initial);
        }

        json.WriteEndArray();
    }

    private static void Run(Utf8JsonWriter json, string name, ReplayReport report, int goal, int partsAt)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("goal", goal);
        json.WriteNumber("partsAt", partsAt);
        JsonReport.Array(json, "steps", report.Steps, step => Step(json, report, step));
        json.WriteStartArray("messages");
        foreach (var (from, to) in Messages(report))
        {
            json.WriteStartArray();
            json.WriteNumberValue(from);
            json.WriteNumberValue(to);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Short names: a long trace has thousands of steps.
    private static void Step(Utf8JsonWriter json, ReplayReport report, ReplayStep step)
    {
        json.WriteNumber("a", step.Actor);
        json.WriteString("k", StepWords.Verb(step.Kind));
        json.WriteString("f", KernelName.Of(step.Label, report.IsSketch));
        json.WriteString("s", step.Subject);
        if (step.Callers.Count > 0)
        {
            json.WriteString("r", string.Join(" <- ", step.Callers.Take(MostCallers).Select(c => KernelName.Of(c) + "()")));
        }

        if (step.Stale.Length > 0)
        {
            json.WriteBoolean("x", true);
        }

        json.WriteString("m", string.Join("; ", StepMemory.Lines(report, step)));
        if (step.Waits)
        {
            json.WriteBoolean("w", true);
        }

        if (step.Preempted is { } pending)
        {
            json.WriteString("p", $"{report.Actors[pending.Actor]} is preempted before {StepWords.Short(pending.Kind, pending.Subject)}");
        }

        json.WriteStartArray("c");
        foreach (var change in step.Changes)
        {
            Texts(json, change.Cell, change.Before, change.After);
        }

        json.WriteEndArray();
        Held(json, report, step);
    }

    // Only what the step changed.
    private static void Held(Utf8JsonWriter json, ReplayReport report, ReplayStep step)
    {
        json.WriteStartArray("h");
        for (var actor = 0; actor < step.Held.Count; actor++)
        {
            IReadOnlyList<string> before = step.Number > 1 ? report.Steps[step.Number - 2].Held[actor] : [];
            if (!before.SequenceEqual(step.Held[actor]))
            {
                json.WriteStartArray();
                json.WriteNumberValue(actor);
                Texts(json, [.. step.Held[actor]]);
                Texts(json, [.. step.Held[actor].Where(name => step.IsHeldShared(actor, name))]);
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
    }

    // From the step that asks other CPUs to flush to the step at which each does.
    private static IEnumerable<(int From, int To)> Messages(ReplayReport report)
    {
        foreach (var step in report.Steps.Where(s => s.Kind == OperationKind.FlushInterrupt))
        {
            var asker = report.Actors[step.Actor].Split(" from ") is [_, var cpu] ? cpu + " " : null;
            var asked = report.Steps.LastOrDefault(s => s.Number < step.Number && s.Kind == OperationKind.Flush
                && asker is not null && report.Actors[s.Actor].StartsWith(asker, StringComparison.Ordinal));
            if (asked is not null)
            {
                yield return (asked.Number, step.Number);
            }
        }
    }

    private static void Texts(Utf8JsonWriter json, params string[] texts)
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
