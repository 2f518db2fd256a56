using RaceSim.Exploration;
using RaceSim.Scenarios.Searching;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>Adds up the shards of a campaign. The order in which they are given, and whether one is given twice, changes nothing.</summary>
public static class CampaignMerge
{
    /// <summary>The shards, each once and in the order of their numbers; of two states of one shard the one that is further.</summary>
    /// <param name="states">States of one campaign, each with what to call it in an error.</param>
    /// <exception cref="InputException">They are not of one campaign.</exception>
    public static IReadOnlyList<CampaignState> Shards(IReadOnlyList<(CampaignState State, string Name)> states)
    {
        var (first, firstName) = states[0];
        var shards = new SortedDictionary<int, CampaignState>();
        foreach (var (state, name) in states)
        {
            if (first.Subject.Difference(state.Subject) is { } difference)
            {
                throw new InputException($"is of another campaign than {name}: {difference}", firstName);
            }

            if (state.Shard.Count != first.Shard.Count)
            {
                throw new InputException($"is shard {first.Shard} and {name} is shard {state.Shard}: they cannot be merged", firstName);
            }

            if (!shards.TryGetValue(state.Shard.Number, out var known) || known.Done < state.Done)
            {
                shards[state.Shard.Number] = state;
            }
        }

        return [.. shards.Values];
    }

    /// <summary>The report of some shards.</summary>
    /// <param name="shards">What <see cref="Shards"/> gave.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">What is checked.</param>
    public static RunReport Report(IReadOnlyList<CampaignState> shards, Scenario scenario, RunOptions options)
    {
        var subject = shards[0].Subject;
        var instance = scenario.Instantiate(subject.Build, new InstanceOptions(options.Invariants));
        var standing = new CampaignStanding(
            [.. shards.Select(s => s.Shard.Number)], shards[0].Shard.Count, subject.IsInParts ? "part" : "schedule", shards.Sum(s => s.Done), shards.Sum(s => s.Left));
        var report = subject.IsInParts ? InParts(shards, scenario, instance, standing.IsWhole) : Samples(shards, scenario, instance, standing);
        return report with { Campaign = standing, Sentence = Sentence(report, standing) };
    }

    private static string Sentence(RunReport report, CampaignStanding standing)
    {
        if (report.Verdict != Verdict.Unknown || report.StepBoundHits > 0 || report.Executions == 0)
        {
            return report.Sentence;
        }

        var count = report.Executions == 1 ? "1 execution" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{report.Executions:N0} executions");
        return standing.IsFinished
            ? $"nothing broke in the {count} of {(standing.Shards.Count == 1 ? "this shard" : "these shards")}: a verdict needs all {standing.Count}"
            : $"nothing broke in {count} so far, and some are left: no verdict";
    }

    private static RunReport InParts(IReadOnlyList<CampaignState> shards, Scenario scenario, ScenarioInstance instance, bool isWhole)
    {
        var subject = shards[0].Subject;
        var total = Total(shards, instance.OutcomeNames.Count);
        if (subject.IsSearch)
        {
            return new SearchVerdict(scenario, instance, subject.StepBound).Report(total, isWhole, total.FoundById);
        }

        var result = new ExplorationResult(
            total.Executions,
            total.Steps,
            total.StepBoundHits,
            0,
            total.Events,
            isWhole && total.StepBoundHits == 0,
            !isWhole,
            [.. total.FoundById.Select(f => new Finding(-1, f.Violation, f.Schedule))]);
        return new SamplingVerdict(scenario, instance, subject.Sampling, subject.StepBound) { IsCut = total.WasCut, IsOfShards = true }.Report(result, total.Outcomes, total.Witnesses);
    }

    // Groups that several shards have come upon are the same in each; the foreseen parts are each in one shard.
    private static SearchTally Total(IReadOnlyList<CampaignState> shards, int width)
    {
        var total = new SearchTally(width);
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (group, tally) in shards.OrderBy(s => s.Left).SelectMany(s => s.Search!.Groups))
        {
            if (group == SearchProgress.Foreseen || added.Add(group))
            {
                total.Add(tally);
            }
        }

        return total;
    }

    private static RunReport Samples(IReadOnlyList<CampaignState> shards, Scenario scenario, ScenarioInstance instance, CampaignStanding standing)
    {
        var subject = shards[0].Subject;
        var total = new SampleRecord(instance.OutcomeNames.Count);
        foreach (var shard in shards)
        {
            total.Add(shard.Samples!);
        }

        var result = new ExplorationResult(
            total.Schedules,
            total.Steps,
            total.StepBoundHits,
            total.Longest,
            total.FirstToReach.Keys.Aggregate(UInt128.Zero, (bits, bit) => bits | (UInt128.One << bit)),
            Exhausted: false,
            !standing.IsWhole,
            [.. total.Findings]);
        var samplers = new SamplerFactory(subject.Sampling, instance.Program, subject.StepBound);
        var witnesses = total.FirstToReach.ToDictionary(r => r.Key, r => samplers.Rerun(instance.Program, r.Value, subject.StepBound));
        return new SamplingVerdict(scenario, instance, subject.Sampling, subject.StepBound)
        {
            IsOfShards = true,
            PctLength = samplers.Length,
            Statistics = total.Census.Statistics(standing.IsWhole ? 1 : shards.Count == 1 ? standing.Count : 0),
        }.Report(result, total.Outcomes, witnesses);
    }
}
