using RaceSim.Exploration;
using RaceSim.Scenarios.Searching;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>
/// An exploration that can be interrupted at any moment and be spread over machines. It is worked off part by part (a search) or schedule by schedule (a
/// sampling); each part and each schedule belongs to one shard, and what it comes to depends on nothing else, so results add up in any order.
/// </summary>
public static class Campaign
{
    /// <summary>Into how many parts a space is cut, whatever the number of shards: so a campaign has the same result with any.</summary>
    private const int Parts = 2_048;

    /// <summary>Begins a shard.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="text">The text of its file.</param>
    /// <param name="subject">What is explored.</param>
    /// <param name="shard">Which share of it.</param>
    /// <param name="options">What is checked.</param>
    /// <exception cref="InputException">The strategy learns from its schedules.</exception>
    public static CampaignState Begin(Scenario scenario, string text, CampaignSubject subject, Shard shard, RunOptions options)
    {
        if (!subject.IsSearch && subject.Sampling.Strategy == SamplingStrategy.Rff)
        {
            throw new InputException("strategy rff chooses each schedule by what the others have shown, so it can neither be interrupted nor sharded; use another one for a campaign");
        }

        var instance = scenario.Instantiate(subject.Build, new InstanceOptions(options.Invariants));
        var width = instance.OutcomeNames.Count;
        if (!subject.IsInParts)
        {
            return new CampaignState(subject, shard, scenario.Header.File, text) { Samples = new SampleRecord(width) };
        }

        var parts = ModelFault.Explained(scenario.Name, () => Searches(scenario, instance, subject, options with { Workers = 1 })[0].Split([], Parts));
        return new CampaignState(subject, shard, scenario.Header.File, text)
        {
            Search = SearchProgress.Begin(parts.Where((_, index) => shard.Has(index)), width),
        };
    }

    /// <summary>Goes on with a shard until nothing is left or the budget ends.</summary>
    /// <param name="state">The shard; is changed.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">The number of threads, what is checked, and the budget.</param>
    /// <param name="checkpoints">Checkpoints on the way; who calls writes the last one.</param>
    public static void Run(CampaignState state, Scenario scenario, RunOptions options, Checkpoints checkpoints) =>
        ModelFault.Explained(scenario.Name, () =>
        {
            if (state.Search is { } progress)
            {
                Search(state, progress, scenario, options with { All = true }, checkpoints);
            }
            else
            {
                Sample(state, state.Samples!, scenario, options, checkpoints);
            }

            return true;
        });

    private static void Search(CampaignState state, SearchProgress progress, Scenario scenario, RunOptions options, Checkpoints checkpoints)
    {
        var instance = scenario.Instantiate(state.Subject.Build, new InstanceOptions(options.Invariants));
        var since = 0L;
        new PartedSearch(Searches(scenario, instance, state.Subject, options), progress, instance.OutcomeNames.Count)
        {
            MaxExecutions = options.MaxExecutions,
            KeepGoing = options.IsBudgetLeft,
            IsCheckpointDue = () => checkpoints.IsDue() || ++since == checkpoints.Every,
            Checkpoint = () =>
            {
                since = 0;
                checkpoints.Write();
            },
        }.Run();
    }

    private static void Sample(CampaignState state, SampleRecord record, Scenario scenario, RunOptions options, Checkpoints checkpoints)
    {
        var sampler = new ShardSampler(scenario, state.Subject, state.Shard, options);
        var isLeft = true;
        while (isLeft && !state.IsFinished)
        {
            var most = checkpoints.Every > 0 ? Math.Min(checkpoints.Every, state.Left) : state.Left;
            record.Add(sampler.Next(record.Schedules, most, count => (isLeft = options.IsBudgetLeft(count)) && !checkpoints.IsDue()));
            if (isLeft && !state.IsFinished)
            {
                checkpoints.Write();
            }
        }
    }

    private static IReadOnlyList<IPartSearch> Searches(Scenario scenario, ScenarioInstance instance, CampaignSubject subject, RunOptions options)
    {
        var all = options with { All = true };
        return subject.IsSearch
            ? Verifier.Searches(scenario, instance, all)
            : [.. Enumerable.Range(0, Math.Max(1, options.Workers)).Select(i => new BoundedParts(
                i == 0 ? instance : scenario.Instantiate(subject.Build, new InstanceOptions(options.Invariants)), subject.Sampling.Preemptions, all))];
    }
}
