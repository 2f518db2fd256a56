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
    public SampleStatistics? Statistics(long schedules) => Census(schedules, 0, 1).Statistics(1);

    /// <summary>The census of the first schedules, under the indices that they have in a larger sampling (<see cref="Strided"/>).</summary>
    /// <param name="schedules">How many the result counts.</param>
    /// <param name="first">The index of schedule 0 in the larger sampling.</param>
    /// <param name="stride">How far the next one is.</param>
    public SampleCensus Census(long schedules, long first, long stride)
    {
        var counted = first >= Most ? 0 : Math.Min(Math.Min(schedules, Most), ((Most - 1 - first) / stride) + 1);
        var census = new SampleCensus();
        for (var index = 0L; index < counted; index++)
            census.AddClass(_pages[index / Explorer.Chunk]![index % Explorer.Chunk], first + (index * stride), 1);
        foreach (var watched in _watched.Values)
        {
            foreach (var (actor, site, thenActor, thenSite, seen) in watched.Pairs)
            {
                if (seen < counted)
                    census.AddPair(new AccessPair(actor, site, thenActor, thenSite), first + (seen * stride));
            }
        }

        return census;
    }
}
