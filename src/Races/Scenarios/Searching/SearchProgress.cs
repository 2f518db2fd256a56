using RaceSim.Exploration;

namespace RaceSim.Scenarios.Searching;

/// <summary>
/// How far a search in parts is: the tallies of what is done, and what is left. Parts come in groups: the foreseen ones, and those added at each
/// position where something was not foreseen. Several shards of one search may come upon the same position; its group then has the same tally in each.
/// </summary>
internal sealed class SearchProgress
{
    /// <summary>The group of the parts that were foreseen.</summary>
    public const string Foreseen = "";

    private const string AtNode = "@";

    /// <summary>The tally of each group that has been begun.</summary>
    public SortedDictionary<string, SearchTally> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups found to be needed and not begun yet.</summary>
    public SortedSet<string> Needed { get; } = new(StringComparer.Ordinal);

    /// <summary>The parts left, in order.</summary>
    public IReadOnlyList<PendingPart> Pending { get; set; } = [];

    /// <summary>The parts searched.</summary>
    public long Done { get; set; }

    /// <summary>Whether nothing is left to search.</summary>
    public bool IsExhausted => Pending.Count == 0 && Needed.Count == 0;

    /// <summary>A search that has not begun.</summary>
    /// <param name="parts">Its parts.</param>
    /// <param name="outcomeWidth">The number of values of a final state.</param>
    public static SearchProgress Begin(IEnumerable<Decision[]> parts, int outcomeWidth)
    {
        var progress = new SearchProgress { Pending = [.. parts.Select(path => new PendingPart(Foreseen, path))] };
        progress.Groups.Add(Foreseen, new SearchTally(outcomeWidth));
        return progress;
    }

    /// <summary>The sum of all groups.</summary>
    public SearchTally Total(int outcomeWidth)
    {
        var total = new SearchTally(outcomeWidth);
        foreach (var tally in Groups.Values)
        {
            total.Add(tally);
        }

        return total;
    }

    /// <summary>Adds what a part came to.</summary>
    public void Add(PendingPart part, PartResult result)
    {
        Done++;
        Groups[part.Group].Add(result.Tally);
        foreach (var node in result.Uncovered)
        {
            var group = AtNode + DecisionText.Format(node);
            if (!Groups.ContainsKey(group))
            {
                Needed.Add(group);
            }
        }
    }

    /// <summary>Begins the groups that were found to be needed.</summary>
    /// <param name="search">Knows their parts.</param>
    /// <param name="outcomeWidth">The number of values of a final state.</param>
    public void BeginNeeded(IPartSearch search, int outcomeWidth)
    {
        var pending = new List<PendingPart>(Pending);
        foreach (var group in Needed)
        {
            var rest = search.Rest(DecisionText.Parse(group[AtNode.Length..]));
            if (rest.Count == 0)
            {
                throw new EngineException($"something was not foreseen after '{group}', but nothing is left there");
            }

            Groups.Add(group, new SearchTally(outcomeWidth));
            pending.AddRange(rest.Select(path => new PendingPart(group, path)));
        }

        Needed.Clear();
        Pending = pending;
    }
}
