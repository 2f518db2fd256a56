using System.Diagnostics;

namespace RaceSim.Cli.Bench;

/// <summary>Times repetitions: a warm-up that is thrown away, then several of equal length, of which the median counts.</summary>
/// <param name="seconds">The length of a repetition.</param>
/// <param name="isLeft">Whether to go on.</param>
internal sealed class BenchClock(double seconds, Func<bool> isLeft)
{
    /// <summary>The repetitions that count.</summary>
    public const int Repetitions = 5;

    private const int Chunk = 512;
    private const double WarmUp = 2;

    /// <summary>Whether there is time left and nobody has cancelled.</summary>
    public bool IsLeft => isLeft();

    /// <summary>Measures works in turn, so that what the machine does meanwhile hits all of them alike.</summary>
    /// <param name="works">Each runs executions from an index on, as many as it is told, and returns their steps.</param>
    /// <returns>For each work the median.</returns>
    public Rate[] Measure(params Func<long, int, long>[] works)
    {
        var rates = works.Select(_ => new List<Rate>()).ToArray();
        foreach (var work in works)
        {
            Once(work, seconds * WarmUp);
        }

        for (var repetition = 0; repetition < Repetitions && isLeft(); repetition++)
        {
            for (var i = 0; i < works.Length; i++)
            {
                rates[i].Add(Once(works[i], seconds));
            }
        }

        return [.. rates.Select(Median)];
    }

    /// <summary>The median of some runs' seconds.</summary>
    public double Seconds(Action run)
    {
        var times = new List<double>();
        for (var repetition = 0; repetition < Repetitions && (times.Count == 0 || isLeft()); repetition++)
        {
            var clock = Stopwatch.StartNew();
            run();
            times.Add(clock.Elapsed.TotalSeconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private Rate Once(Func<long, int, long> work, double length)
    {
        var clock = Stopwatch.StartNew();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var steps = 0L;
        var schedules = 0L;
        while (clock.Elapsed.TotalSeconds < length && isLeft())
        {
            steps += work(schedules, Chunk);
            schedules += Chunk;
        }

        var elapsed = clock.Elapsed.TotalSeconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new Rate(schedules / elapsed, steps / elapsed, schedules == 0 ? 0 : (double)bytes / schedules);
    }

    private static Rate Median(List<Rate> rates)
    {
        if (rates.Count == 0)
        {
            return default;
        }

        rates.Sort(static (a, b) => a.Schedules.CompareTo(b.Schedules));
        return rates[rates.Count / 2];
    }

    /// <summary>What a repetition measured, per second and per schedule.</summary>
    /// <param name="Schedules">Schedules a second.</param>
    /// <param name="Steps">Steps a second.</param>
    /// <param name="Bytes">Bytes allocated a schedule.</param>
    internal readonly record struct Rate(double Schedules, double Steps, double Bytes);
}
