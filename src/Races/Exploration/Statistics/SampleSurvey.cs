using System.Collections.Concurrent;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Collects the statistics of a sampling: samplers wrapped by <see cref="Watch"/> note the class of each schedule, and the survey, as the sink of the
/// exploration, keeps it under the schedule's index. So the statistics do not depend on the number of workers.
/// </summary>
public sealed class SampleSurvey : IExecutionSink
{
    /// <summary>The greatest number of schedules that are looked at; those after them are run but not counted in the statistics.</summary>
    public const int Most = 1 << 20;

    private readonly ulong[]?[] _pages = new ulong[Most / Explorer.Chunk][];
    private readonly ConcurrentDictionary<IProgram, Watched> _watched = new();
    private readonly IExecutionSink? _next;

    /// <summary>An empty survey.</summary>
    /// <param name="next">Who else wants to know of every execution.</param>
    public SampleSurvey(IExecutionSink? next = null) => _next = next;

    /// <summary>Wraps the sampler of a worker.</summary>
    /// <param name="sampler">The sampler.</param>
    /// <param name="program">The program that it will drive.</param>
    public ISampler Watch(ISampler sampler, IProgram program) => _watched[program] = new Watched(sampler, program);

    /// <inheritdoc/>
    public void Ended(long index, Execution execution, IProgram program)
    {
        if (index < Most)
        {
            // A chunk is run by one worker, and a page is a chunk.
            ref var page = ref _pages[index / Explorer.Chunk];
            page ??= new ulong[Explorer.Chunk];
            page[index % Explorer.Chunk] = _watched[program].Class;
        }

        _next?.Ended(index, execution, program);
    }

    /// <summary>The statistics of the first schedules; null of none.</summary>
    /// <param name="schedules">How many the result counts.</param>
    public SampleStatistics? Statistics(long schedules)
    {
        var counted = Math.Min(schedules, Most);
        if (counted == 0)
            return null;

        var seen = new Dictionary<ulong, int>();
        var curve = new List<(long, long)>();
        for (long index = 0, mark = 1; index < counted; index++)
        {
            var hash = _pages[index / Explorer.Chunk]![index % Explorer.Chunk];
            seen[hash] = seen.GetValueOrDefault(hash) + 1;
            if (index + 1 == mark || index + 1 == counted)
                curve.Add((index + 1, seen.Count));
            mark = index + 1 == mark ? After(mark) : mark;
        }

        var unseen = GoodTuring.Unseen(counted, seen.Values.LongCount(n => n == 1), seen.Values.LongCount(n => n == 2));
        var pairs = Pairs(counted);
        var single = pairs.Where(p => !pairs.Contains(p.Reversed)).ToList();
        single.Sort(ByPlace);
        var both = (pairs.Count - single.Count + pairs.Count(p => p == p.Reversed)) / 2;
        return new SampleStatistics(counted, seen.Count, unseen, curve, single.Count + both, both, single);
    }

    // 1, 2, 5, 10, 20, 50, ...
    private static long After(long mark)
    {
        var power = 1L;
        while (mark / power >= 10)
            power *= 10;
        return mark / power == 2 ? power * 5 : mark * 2;
    }

    private HashSet<AccessPair> Pairs(long counted)
    {
        var pairs = new HashSet<AccessPair>();
        foreach (var watched in _watched.Values)
        {
            foreach (var (actor, site, thenActor, thenSite, first) in watched.Pairs)
            {
                if (first < counted)
                    pairs.Add(new AccessPair(actor, site, thenActor, thenSite));
            }
        }

        return pairs;
    }

    private static int ByPlace(AccessPair a, AccessPair b)
    {
        var order = a.FirstActor.CompareTo(b.FirstActor);
        order = order != 0 ? order : string.CompareOrdinal(a.First.Member, b.First.Member);
        order = order != 0 ? order : a.First.Line.CompareTo(b.First.Line);
        order = order != 0 ? order : a.ThenActor.CompareTo(b.ThenActor);
        order = order != 0 ? order : string.CompareOrdinal(a.Then.Member, b.Then.Member);
        return order != 0 ? order : a.Then.Line.CompareTo(b.Then.Line);
    }
}
