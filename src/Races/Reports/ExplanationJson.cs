using System.Text.Json;
using RaceSim.Exploration;
using RaceSim.Exploration.Minimisation;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Reports;

/// <summary>The JSON objects of what makes a trace short and understood; the shapes are documented in <c>docs/json.md</c>.</summary>
public static class ExplanationJson
{
    /// <summary>A minimisation.</summary>
    public static string Minimize(MinimalTrace minimal) => JsonReport.Object("minimize", json =>
    {
        Header(json, minimal.Trace, minimal.Shows);
        Cost(json, minimal.Cost);
        Proofs(json, minimal);
    });

    /// <summary>An explanation.</summary>
    public static string Explain(Explanation explanation, MinimalTrace? minimal) => JsonReport.Object("explain", json =>
    {
        Header(json, explanation.Failing.Trace, explanation.Shows);
        Minimal(json, minimal);
        JsonReport.Names(json, "sentences", ReviewerSentences.Of(explanation));
        JsonReport.Names(json, "actors", explanation.Whole.Actors);
        JsonReport.Array(json, "essential", explanation.Pairs, pair =>
        {
            Access(json, "first", pair.First, explanation.Whole.IsSketch);
            Access(json, "second", pair.Second, explanation.Whole.IsSketch);
            json.WriteString("on", pair.On);
            json.WriteBoolean("tooLate", pair.IsTooLate);
            JsonReport.Names(json, "commonLocks", pair.CommonLocks);
        });
        json.WriteNumber("tested", explanation.Tested);
        json.WriteNumber("skipped", explanation.Skipped);
        Curve(json, explanation);
        if (explanation.Passing is { } passing)
        {
            json.WriteStartObject("passing");
            json.WriteString("trace", TraceLine.Format(passing.Trace));
            json.WriteNumber("partsAt", explanation.PartsAt);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("passing");
        }

        JsonReport.Array(json, "choices", explanation.Choices, choice =>
        {
            json.WriteNumber("step", choice.Number);
            json.WriteNumber("actor", choice.Actor);
            json.WriteString("where", KernelName.Of(choice.Label, explanation.Whole.IsSketch));
            json.WriteString("value", choice.Value);
        });
        Clean(json, explanation);
    });

    private static void Clean(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Clean is not { } clean)
        {
            json.WriteNull("clean");
            return;
        }

        json.WriteStartObject("clean");
        json.WriteString("build", clean.Build);
        json.WriteString("trace", TraceLine.Format(clean.Run.Trace));
        json.WriteNumber("partsAt", clean.PartsAt);
        json.WriteString("sentence", CleanSentence.Of(explanation, clean));
        json.WriteEndObject();
    }

    /// <summary>A comparison of two replays.</summary>
    public static string Compare(ReplayReport left, ReplayReport right) => JsonReport.Object("compare", json =>
    {
        var common = SideBySide.Common(left, right);
        json.WriteNumber("common", common);
        foreach (var (name, report) in new[] { ("left", left), ("right", right) })
        {
            json.WriteStartObject(name);
            json.WriteString("trace", TraceLine.Format(report.Trace));
            json.WriteString("violation", report.Violation?.Violation.Invariant);
            JsonReport.Array(json, "steps", [.. report.Steps.Skip(common)], step => JsonReport.Step(json, step, report.IsSketch));
            json.WriteEndObject();
        }
    });

    /// <summary>A replay that was healed, or was not.</summary>
    public static string Heal(ReplayReport report, HealedTrace? healed) => JsonReport.Object("heal", json =>
    {
        json.WriteString("given", TraceLine.Format(report.Trace));
        json.WriteString("divergence", report.Divergence?.Message);
        json.WriteBoolean("healed", healed is not null);
        json.WriteString("how", healed?.How);
        json.WriteString("shows", healed?.Minimal.Shows.Name);
        json.WriteString("trace", healed is null ? null : TraceLine.Format(healed.Minimal.Trace));
        json.WriteNumber("executions", healed?.Executions ?? 0);
    });

    /// <summary>The member that says how a trace inside another object was shortened.</summary>
    internal static void Minimal(Utf8JsonWriter json, MinimalTrace? minimal)
    {
        if (minimal is null)
        {
            json.WriteNull("minimal");
            return;
        }

        json.WriteStartObject("minimal");
        Cost(json, minimal.Cost);
        Proofs(json, minimal);
        json.WriteEndObject();
    }

    private static void Header(Utf8JsonWriter json, Trace trace, TraceGoal shows)
    {
        json.WriteString("scenario", trace.Scenario);
        json.WriteString("build", trace.Build);
        json.WriteString("shows", shows.Name);
        json.WriteString("kind", shows.IsEvent ? "event" : "violation");
        json.WriteString("trace", TraceLine.Format(trace));
    }

    private static void Cost(Utf8JsonWriter json, Cost cost)
    {
        json.WriteNumber("preemptions", cost.Preemptions);
        json.WriteNumber("steps", cost.Steps);
        json.WriteNumber("actors", cost.Actors);
    }

    private static void Proofs(Utf8JsonWriter json, MinimalTrace minimal)
    {
        json.WriteBoolean("preemptionsProved", minimal.ArePreemptionsProved);
        json.WriteBoolean("stepsProved", minimal.AreStepsProved);
        json.WriteNumber("executions", minimal.Executions);
        JsonReport.Names(json, "unneeded", minimal.Unneeded);
        json.WriteStartObject("original");
        json.WriteString("trace", TraceLine.Format(minimal.Original));
        Cost(json, minimal.OriginalCost);
        json.WriteEndObject();
    }

    private static void Access(Utf8JsonWriter json, string name, ReplayStep step, bool isSketch)
    {
        json.WriteStartObject(name);
        json.WriteNumber("step", step.Number);
        json.WriteNumber("actor", step.Actor);
        json.WriteString("where", KernelName.Of(step.Label, isSketch));
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(step.Kind.ToString()));
        json.WriteString("subject", step.Subject);
        json.WriteEndObject();
    }

    private static void Curve(Utf8JsonWriter json, Explanation explanation)
    {
        var curve = explanation.Curve;
        json.WriteNumber("runs", curve.Runs);
        JsonReport.Array(json, "chances", curve.Points, point =>
        {
            json.WriteNumber("step", point.Step);
            json.WriteNumber("chance", point.Chance);
        });
        json.WriteStartObject("decisive");
        json.WriteNumber("step", curve.Decisive.Step);
        json.WriteNumber("before", curve.ChanceBefore);
        json.WriteNumber("after", curve.Decisive.Chance);
        json.WriteEndObject();
        json.WriteNumber("inevitableFrom", curve.Inevitable.Step);
    }
}
