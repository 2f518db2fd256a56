using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Campaigns;
using RaceSim.Scenarios.Gates;
using RaceSim.Scenarios.Measures;
using RaceSim.Scenarios.Mutants;

namespace RaceSim.Reports;

/// <summary>The JSON object that a command prints with <c>--json</c>, on one line. The shapes are documented in <c>docs/json.md</c>.</summary>
public static class JsonReport
{
    /// <summary>The version of the shapes; raised when a member changes its meaning, not when one is added.</summary>
    public const int Schema = 1;

    /// <summary>A verification.</summary>
    public static string Verify(RunReport report, double elapsedSeconds) => Object("verify", json =>
    {
        Run(json, report, elapsedSeconds);
        StatisticsJson.Estimate(json, report);
    });

    /// <summary>An exploration.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="sampling">The schedules looked at.</param>
    /// <param name="host">The host that ran them; null for the built-in engine.</param>
    /// <param name="strategy">The host's own name of its strategy; null for the one of <paramref name="sampling"/>.</param>
    /// <param name="elapsedSeconds">How long it took.</param>
    public static string Explore(RunReport report, SamplingOptions sampling, string? host, string? strategy, double elapsedSeconds) => Object("explore", json =>
    {
        Run(json, report, elapsedSeconds);
        json.WriteNumber("schedules", report.Executions);
        json.WriteString("strategy", strategy ?? sampling.Strategy.ToString().ToLowerInvariant());
        json.WriteNumber("seed", sampling.Seed);
        json.WriteString("host", host);
        StatisticsJson.Samples(json, report);
    });

    /// <summary>A campaign whose shards have been put together.</summary>
    public static string Merge(RunReport report, CampaignSubject subject, double elapsedSeconds) => Object("merge", json =>
    {
        Run(json, report, elapsedSeconds);
        json.WriteString("strategy", subject.IsSearch ? null : subject.Sampling.Strategy.ToString().ToLowerInvariant());
        json.WriteNumber("seed", subject.Sampling.Seed);
        StatisticsJson.Samples(json, report);
    });

    /// <summary>A reproduction.</summary>
    public static string Reproduce(IReadOnlyList<ReproductionRow> rows) => Object("reproduce", json =>
    {
        json.WriteBoolean("asExpected", rows.All(r => r.IsAsExpected));
        Array(json, "rows", rows, row =>
        {
            json.WriteString("claim", row.Claim);
            json.WriteString("source", row.Source);
            json.WriteString("scenario", row.Scenario);
            json.WriteString("build", row.Build);
            json.WriteString("expected", row.Expected);
            json.WriteString("found", row.Found);
            json.WriteBoolean("asExpected", row.IsAsExpected);
            json.WriteBoolean("complete", row.IsComplete);
            json.WriteNumber("schedules", row.Schedules);
            Seconds(json, row.ElapsedSeconds);
            json.WriteString("trace", row.Trace is null ? null : TraceLine.Format(row.Trace));
            ExplanationJson.Minimal(json, row.Minimal);
            json.WriteString("note", row.Note);
        });
    });

    /// <summary>A gate.</summary>
    public static string Gate(string gate, IReadOnlyList<GateRow> rows) => Object("gate", json =>
    {
        json.WriteString("gate", gate);
        json.WriteBoolean("passed", rows.Count > 0 && rows.All(r => r.Outcome == GateOutcome.Passed));
        Array(json, "rows", rows, row =>
        {
            json.WriteString("scenario", row.Scenario.Name);
            json.WriteString("build", row.Build);
            json.WriteString("file", row.Scenario.File);
            json.WriteNumber("line", row.Line);
            json.WriteString("digest", row.Scenario.Digest);
            json.WriteString("expected", row.Expected);
            json.WriteString("verdict", RunText.Word(row.Verdict));
            json.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(row.Outcome.ToString()));
            json.WriteBoolean("known", row.IsKnown);
            json.WriteString("sentence", row.Sentence);
            json.WriteNumber("schedules", row.Schedules);
            json.WriteBoolean("complete", row.IsComplete);
            json.WriteNumber("stepBoundHits", row.StepBoundHits);
            json.WriteString("invariant", row.Violation?.Invariant);
            json.WriteString("at", row.At is { } at ? KernelName.Of(at, row.Scenario.IsSketch) : null);
            json.WriteString("trace", row.Trace is null ? null : TraceLine.Format(row.Trace));
            ExplanationJson.Minimal(json, row.Report is { Violations: [var found, ..] } ? found.Minimal : null);
            if (row.Report is not null)
            {
                StatisticsJson.Estimate(json, row.Report);
                StatisticsJson.Samples(json, row.Report);
            }

            Seconds(json, row.ElapsedSeconds);
        });
    });

    /// <summary>A replay.</summary>
    public static string Replay(ReplayReport report) => Object("replay", json =>
    {
        json.WriteString("scenario", report.Trace.Scenario);
        json.WriteString("build", report.Trace.Build);
        json.WriteBoolean("asRecorded", report.IsAsRecorded);
        Names(json, "actors", report.Actors);
        Array(json, "steps", report.Steps, step => Step(json, step, report.IsSketch));
        Names(json, "reached", report.Reached);
        ComparisonJson.Metrics(json, report.Metrics);
        if (report.Violation is { } broken)
        {
            json.WriteStartObject("violation");
            json.WriteString("invariant", broken.Violation.Invariant);
            json.WriteString("message", broken.Violation.Message);
            json.WriteNumber("step", broken.Step);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("violation");
        }

        if (report.Divergence is { } divergence)
        {
            json.WriteStartObject("divergence");
            json.WriteNumber("step", divergence.Step + 1);
            json.WriteString("reason", JsonNamingPolicy.CamelCase.ConvertName(divergence.Reason.ToString()));
            json.WriteString("message", divergence.Message);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("divergence");
        }
    });

    /// <summary>A list of scenarios.</summary>
    public static string List(IReadOnlyList<CatalogueEntry> entries) => Object("list", json =>
        Array(json, "scenarios", entries, entry =>
        {
            json.WriteString("name", entry.Name);
            Names(json, "claims", entry.Claims);
            json.WriteString("title", entry.Title);
            json.WriteBoolean("sketch", entry.IsSketch);
        }));

    /// <summary>The scenarios shown, each with the machine of its first build and what its builds cost.</summary>
    public static string Show(IReadOnlyList<(ScenarioHeader Header, ScenarioInstance Instance, IReadOnlyList<BuildCosts> Costs)> scenarios) => Object("show", json =>
        Array(json, "scenarios", scenarios, shown =>
        {
            var (header, instance, costs) = shown;
            json.WriteString("name", header.Name);
            Names(json, "claims", header.Claims);
            json.WriteString("source", header.Source);
            json.WriteString("title", header.Title);
            json.WriteString("story", header.Story);
            json.WriteString("statement", header.Narrative.Statement);
            Array(json, "who", header.Narrative.Who, who =>
            {
                json.WriteString("thread", who.Key);
                json.WriteString("role", who.Value);
            });
            Names(json, "schedule", header.Narrative.Schedule);
            json.WriteString("fix", header.Narrative.Fix);
            json.WriteString("file", header.File);
            json.WriteString("digest", header.Digest);
            json.WriteBoolean("sketch", header.IsSketch);
            Names(json, "reaches", header.Reaches);
            Array(json, "expectations", header.Expectations, e =>
            {
                json.WriteString("build", e.Build);
                Names(json, "violates", e.Violates);
                Names(json, "observes", e.Observes);
                Names(json, "avoids", e.Avoids);
                Names(json, "holds", e.Holds);
                json.WriteString("claim", e.Claim);
                json.WriteString("source", e.Source);
                json.WriteString("stated", e.Stated);
                json.WriteString("differs", e.Differs);
                json.WriteString("note", e.Note);
            });
            Names(json, "actors", instance.Machine.Cpus.Select(c => c.Name));
            Names(json, "locks", instance.Machine.Locks.Select(l => l.Name));
            json.WriteNumber("cells", instance.Machine.Cells.Count);
            Array(json, "costs", costs, cost =>
            {
                json.WriteString("build", cost.Build);
                json.WriteNumber("executions", cost.Executions);
                json.WriteBoolean("complete", cost.IsComplete);
                ComparisonJson.Metrics(json, cost.Ranges);
            });
        }));

    /// <summary>Benchmark cases.</summary>
    public static string Bench(IReadOnlyList<BenchRow> rows) => Object("bench", json =>
        Array(json, "cases", rows, row =>
        {
            json.WriteString("name", row.Name);
            json.WriteString("mode", row.Mode);
            Figure(json, "schedulesPerSecond", row.SchedulesPerSecond);
            Figure(json, "stepsPerSecond", row.StepsPerSecond);
            Figure(json, "bytesPerSchedule", row.BytesPerSchedule);
            Figure(json, "switchSchedulesPerSecond", row.SwitchSchedulesPerSecond);
            foreach (var (name, value) in row.Extra)
            {
                Figure(json, name, value);
            }
        }));

    /// <summary>Mutants.</summary>
    public static string Mutants(IReadOnlyList<MutantReport> reports) => Object("mutants", json =>
        Array(json, "mutants", reports, report =>
        {
            json.WriteString("where", MutantText.Where(report.Place.Mutation));
            json.WriteString("mutation", JsonNamingPolicy.CamelCase.ConvertName(report.Place.Mutation.Kind.ToString()));
            json.WriteString("target", report.Place.Target);
            json.WriteString("end", JsonNamingPolicy.CamelCase.ConvertName(report.End.ToString()));
            json.WriteString("reason", report.Reason);
            json.WriteNumber("builds", report.Place.Mutants.Count);
            json.WriteNumber("searched", report.Searched);
            json.WriteString("scenario", report.By?.Subject.Scenario.Name);
            json.WriteString("build", report.By?.Subject.Build);
            var fates = report.Fates.Select(f => (Name: f.Strategy.ToString().ToLowerInvariant(), f.Fate)).ToList();
            if (report.Search is not null)
            {
                fates.Add(("verify", report.Search));
            }

            Array(json, "fates", fates, fate =>
            {
                json.WriteString("strategy", fate.Name);
                json.WriteString("killer", fate.Fate.Killer);
                json.WriteNumber("schedules", fate.Fate.Schedules);
                json.WriteBoolean("exhausted", fate.Fate.IsExhausted);
            });
        }));

    /// <summary>Strategies side by side.</summary>
    public static string BenchStrategies(IReadOnlyList<StrategyRow> rows, long limit) => Object("bench strategies", json =>
    {
        json.WriteNumber("limit", limit);
        Array(json, "rows", rows, row =>
        {
            json.WriteString("scenario", row.Trial.Scenario.Name);
            json.WriteString("build", row.Trial.Build);
            json.WriteString("invariant", row.Trial.Invariant);
            json.WriteString("strategy", row.Strategy.ToString().ToLowerInvariant());
            json.WriteNumber("seeds", row.Seeds);
            json.WriteNumber("found", row.Found);
            Figure(json, "medianSchedules", row.Schedules);
            Figure(json, "medianSeconds", row.Seconds);
            Figure(json, "fewest", row.Fewest);
            json.WriteNumber("most", row.Most);
        });
    });

    private static void Run(Utf8JsonWriter json, RunReport report, double elapsedSeconds)
    {
        json.WriteString("scenario", report.Scenario);
        json.WriteString("build", report.Build);
        json.WriteString("verdict", RunText.Word(report.Verdict));
        json.WriteString("sentence", report.Sentence);
        json.WriteBoolean("complete", report.Complete);
        json.WriteNumber("executions", report.Executions);
        json.WriteNumber("blocked", report.Blocked);
        json.WriteNumber("steps", report.Steps);
        json.WriteNumber("stepBoundHits", report.StepBoundHits);
        Array(json, "outcomes", report.Outcomes, outcome =>
        {
            for (var i = 0; i < outcome.Count; i++)
            {
                json.WriteNumber(report.OutcomeNames[i], outcome[i]);
            }
        });
        if (report.Violations.Count > 0)
        {
            json.WriteStartObject("violation");
            Violation(json, report.Violations[0]);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("violation");
        }

        Array(json, "violations", report.Violations, found => Violation(json, found));
        Names(json, "reached", report.Reached);
        Names(json, "missing", report.Missing);
        ComparisonJson.Metrics(json, report.Metrics);
        CampaignText.Write(json, report.Campaign);
        Seconds(json, elapsedSeconds);
    }

    private static void Violation(Utf8JsonWriter json, FoundViolation found)
    {
        json.WriteString("invariant", found.Violation.Invariant);
        json.WriteString("message", found.Violation.Message);
        json.WriteNumber("step", found.Step);
        json.WriteString("trace", TraceLine.Format(found.Trace));
        ExplanationJson.Minimal(json, found.Minimal);
    }

    internal static void Step(Utf8JsonWriter json, ReplayStep step, bool isSketch)
    {
        json.WriteNumber("number", step.Number);
        json.WriteNumber("actor", step.Actor);
        json.WriteString("where", KernelName.Of(step.Label, isSketch));
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(step.Kind.ToString()));
        json.WriteString("subject", step.Subject);
        json.WriteString("value", step.Value);
        json.WriteBoolean("preemption", step.IsPreemption);
        json.WriteBoolean("waits", step.Waits);
        json.WriteBoolean("shared", step.IsShared);
        Names(json, "callers", [.. step.Callers.Select(KernelName.Of)]);
        Names(json, "held", step.Held[step.Actor]);
        Array(json, "changes", step.Changes, change =>
        {
            json.WriteString("cell", change.Cell);
            json.WriteString("before", change.Before);
            json.WriteString("after", change.After);
        });
    }

    internal static string Object(string command, Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteString("command", command);
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    internal static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void Names(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>A number that may be too small for <see cref="Figure"/>: with four significant digits.</summary>
    internal static void Exact(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.ToString("0.000e-0", CultureInfo.InvariantCulture));
    }

    internal static void Figure(Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteRawValue(number.ToString("0.######", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNullValue();
        }
    }

    internal static void Seconds(Utf8JsonWriter json, double seconds) => Figure(json, "elapsedSeconds", seconds);
}
