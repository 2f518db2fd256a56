using System.Diagnostics;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Campaigns;

namespace RaceSim.Cli.Campaigns;

/// <summary>Begins a campaign in its directory, or goes on with it.</summary>
internal static class CampaignRun
{
    private const double SecondsBetweenCheckpoints = 5;

    /// <summary>Works on one shard until nothing is left or the budget ends; the report of what the shard has found so far.</summary>
    /// <param name="request">Where, and which shard.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="text">The text of its file.</param>
    /// <param name="subject">What to explore.</param>
    /// <param name="options">The number of threads, what is checked, and the budget.</param>
    /// <exception cref="InputException">The directory holds something else, is in use, or cannot be read or written.</exception>
    public static RunReport Run(CampaignRequest request, Scenario scenario, string text, CampaignSubject subject, RunOptions options)
    {
        using var directory = CampaignDirectory.Open(request.Directory);
        var state = Find(request, subject) ?? Campaign.Begin(scenario, text, subject, request.Shard, options);
        if (!state.IsFinished)
        {
            directory.Save(state);
            var clock = Stopwatch.StartNew();
            Campaign.Run(state, scenario, options, new Checkpoints(
                () => clock.Elapsed.TotalSeconds >= SecondsBetweenCheckpoints,
                () =>
                {
                    directory.Save(state);
                    clock.Restart();
                })
            {
                Every = request.Every,
            });
            directory.Save(state);
        }

        return CampaignMerge.Report([state], scenario, options);
    }

    private static CampaignState? Find(CampaignRequest request, CampaignSubject subject)
    {
        CampaignState? mine = null;
        foreach (var (state, file) in CampaignDirectory.Load(request.Directory))
        {
            if (!subject.Extends(state.Subject) && state.Subject.Difference(subject) is { } difference)
            {
                throw new InputException($"holds another campaign: {difference}; take another directory", file);
            }

            if (state.Shard != request.Shard)
            {
                throw new InputException($"holds shard {state.Shard}, not {request.Shard}; each shard has a directory of its own", file);
            }

            mine = state.Subject == subject ? state : state.Extended(subject);
        }

        return mine;
    }
}
