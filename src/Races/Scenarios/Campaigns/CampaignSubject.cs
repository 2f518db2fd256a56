namespace RaceSim.Scenarios.Campaigns;

/// <summary>What a campaign explores: all that its result depends on. Shards of one campaign have equal subjects.</summary>
public sealed record CampaignSubject
{
    /// <summary>Whether the space is searched (<c>verify</c>); otherwise schedules are looked at (<c>explore</c>).</summary>
    public required bool IsSearch { get; init; }

    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The digest of the scenario's file.</summary>
    public required string Digest { get; init; }

    /// <summary>The build; null for a sketch.</summary>
    public required string? Build { get; init; }

    /// <summary>The ids to check, joined by commas; null for all that apply.</summary>
    public required string? Invariants { get; init; }

    /// <summary>The step bound.</summary>
    public required int StepBound { get; init; }

    /// <summary>Which schedules are looked at.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>How many schedules all shards together look at; 0 for a search.</summary>
    public long Schedules { get; init; }

    /// <summary>Whether statistics are kept.</summary>
    public bool HasStatistics { get; init; }

    /// <summary>Whether it is worked off in parts of a space, rather than schedule by schedule.</summary>
    public bool IsInParts => IsSearch || Sampling.Strategy == SamplingStrategy.Bounded;

    /// <summary>What is explored and how, in words, each with its name.</summary>
    public IEnumerable<(string Name, string Value)> Words()
    {
        yield return ("command", IsSearch ? "verify" : "explore");
        yield return ("scenario", Scenario);
        yield return ("digest of the scenario's file", Digest);
        yield return ("build", Build ?? "none");
        yield return ("invariants", Invariants ?? "all");
        yield return ("step bound", Text(StepBound));
        if (IsSearch)
        {
            yield break;
        }

        yield return ("strategy", Sampling.Strategy.ToString().ToLowerInvariant());
        yield return ("seed", Sampling.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return ("depth", Text(Sampling.Depth));
        yield return ("preemptions", Text(Sampling.Preemptions));
        yield return ("iterations", Schedules == long.MaxValue ? "all" : Text(Schedules));
        yield return ("statistics", HasStatistics ? "yes" : "no");
    }

    /// <summary>How another subject differs, in words; null if it does not.</summary>
    public string? Difference(CampaignSubject other)
    {
        var (mine, others) = (Words().ToList(), other.Words().ToList());
        for (var i = 0; i < Math.Min(mine.Count, others.Count); i++)
        {
            if (mine[i].Value != others[i].Value)
            {
                return $"{mine[i].Name} {mine[i].Value}, not {others[i].Value}";
            }
        }

        return null;
    }

    /// <summary>Whether it goes further than another sampling and is the same else: which schedules are looked at first does not depend on how many there are to be.</summary>
    public bool Extends(CampaignSubject other) => !IsInParts && Schedules > other.Schedules && (other with { Schedules = Schedules }).Difference(this) is null;

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
