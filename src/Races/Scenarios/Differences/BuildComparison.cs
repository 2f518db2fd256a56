using System.Globalization;

namespace RaceSim.Scenarios.Differences;

/// <summary>Compares what two builds of a scenario can do, over all schedules of both.</summary>
public static class BuildComparison
{
    /// <summary>Runs both builds and compares the sets of their outcomes.</summary>
    /// <param name="scenario">A scenario over kernel paths.</param>
    /// <param name="first">A build, mutations included; the scenario's file need not name it.</param>
    /// <param name="second">Another one.</param>
    /// <param name="view">What to compare.</param>
    /// <param name="options">The limits, of each build; invariants that are not armed are not compared. <see cref="RunOptions.All"/> has no meaning here.</param>
    /// <exception cref="InputException">A build is unknown, or the scenario is a sketch and has none, or cannot be run.</exception>
    public static ComparisonReport Compare(Scenario scenario, string first, string second, StateView view, RunOptions options) => ModelFault.Explained(scenario.Name, () =>
    {
        var a = new OutcomeSearch(scenario, first, view, options);
        var b = new OutcomeSearch(scenario, second, view, options);
        a.Run();
        b.Run();
        return Between(scenario.Name, view, a, b, options);
    });

    /// <summary>Compares what two searches have found.</summary>
    internal static ComparisonReport Between(string scenario, StateView view, OutcomeSearch a, OutcomeSearch b, RunOptions options)
    {
        var onlyA = Only(a, b);
        var onlyB = Only(b, a);
        var verdict = onlyA.Count + onlyB.Count > 0 ? ComparisonVerdict.Different
            : a.Summary.IsComplete && b.Summary.IsComplete ? ComparisonVerdict.Equal : ComparisonVerdict.Unknown;
        return new ComparisonReport(scenario, view, verdict, Sentence(verdict, a, b, onlyA.Count, onlyB.Count, options), a.Summary, b.Summary, onlyA, onlyB);
    }

    // What the other build has not done is what it cannot do only if its space was exhausted.
    private static List<LoneOutcome> Only(OutcomeSearch here, OutcomeSearch there)
    {
        if (!there.Summary.IsComplete)
        {
            return [];
        }

        var others = new Lazy<List<IReadOnlyList<StateField>>>(() => [.. there.Found.Select(there.Describe)]);
        return [.. here.Found.Where(o => !there.Has(o)).Select(outcome =>
        {
            var fields = here.Describe(outcome);
            return new LoneOutcome(fields, Nearest(fields, others.Value), here.Trace(outcome));
        })];
    }

    private static IReadOnlyList<FieldDifference> Nearest(IReadOnlyList<StateField> fields, List<IReadOnlyList<StateField>> others) =>
        others.Select(o => Differences(fields, o)).MinBy(d => d.Count) ?? [];

    private static List<FieldDifference> Differences(IReadOnlyList<StateField> here, IReadOnlyList<StateField> there)
    {
        var values = there.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
        var differences = new List<FieldDifference>();
        foreach (var field in here)
        {
            if (!values.Remove(field.Name, out var other))
            {
                differences.Add(new FieldDifference(field.Name, field.Value, "absent"));
            }
            else if (other != field.Value)
            {
                differences.Add(new FieldDifference(field.Name, field.Value, other));
            }
        }

        differences.AddRange(there.Where(f => values.ContainsKey(f.Name)).Select(f => new FieldDifference(f.Name, "absent", f.Value)));
        return differences;
    }

    private static string Sentence(ComparisonVerdict verdict, OutcomeSearch a, OutcomeSearch b, int onlyA, int onlyB, RunOptions options)
    {
        var (first, second) = (a.Summary, b.Summary);
        if (verdict == ComparisonVerdict.Equal)
        {
            return $"over all schedules both have the same {Count(first.Outcomes, "outcome")}";
        }

        if (verdict == ComparisonVerdict.Unknown)
        {
            var cut = first.StepBoundHits + second.StepBoundHits;
            return cut > 0 ? $"{Count(cut, "execution")} cut at {options.StepBound} steps: nothing is proved" : "the budget ended: nothing is proved";
        }

        var parts = new List<string>();
        if (onlyA > 0)
        {
            parts.Add($"{first.Build} has {Count(onlyA, "outcome")} that {second.Build} has not");
        }

        if (onlyB > 0)
        {
            parts.Add($"{second.Build} has {Count(onlyB, "outcome")} that {first.Build} has not");
        }

        var open = !first.IsComplete ? first.Build : !second.IsComplete ? second.Build : null;
        return string.Join("; ", parts) + (open is null ? "" : $"; the space of {open} was not exhausted, so there may be more");
    }

    private static string Count(long number, string noun) => $"{number.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(number == 1 ? "" : "s")}";
}
