using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>Pearson's chi-square test of observed counts against an exact distribution.</summary>
internal static class ChiSquare
{
    /// <summary>Asserts that the statistic stays below the value it exceeds with probability 0.001 if the distribution is right.</summary>
    public static void AssertFits(IReadOnlyDictionary<string, double> expected, IReadOnlyDictionary<string, int> observed)
    {
        Assert.Equal(1.0, expected.Values.Sum(), 9);
        Assert.All(observed.Keys, key => Assert.Contains(key, expected.Keys));
        var samples = observed.Values.Sum();
        Assert.All(expected, pair => Assert.True(pair.Value * samples >= 5, $"{pair.Key} is too rare for {samples} samples"));
        var statistic = expected.Sum(pair =>
        {
            var mean = pair.Value * samples;
            var difference = observed.GetValueOrDefault(pair.Key) - mean;
            return difference * difference / mean;
        });
        var limit = Limit(expected.Count - 1);
        Assert.True(statistic <= limit, $"chi-square {statistic:F1} exceeds {limit:F1} ({expected.Count - 1} degrees of freedom)");
    }

    /// <summary>Counts the schedules of <paramref name="samples"/> executions, each written as one letter a step.</summary>
    public static Dictionary<string, int> Schedules(IProgram program, IStrategy strategy, int samples)
    {
        var counts = new Dictionary<string, int>();
        var recorder = new Recorder(strategy);
        for (var i = 0; i < samples; i++)
        {
            Executor.TryRun(program, recorder, 100, out _);
            var key = Text(recorder.Schedule);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return counts;
    }

    /// <summary>One letter a step, and the value of a choice if it is not 0.</summary>
    public static string Text(Schedule schedule) =>
        string.Concat(schedule.Decisions.ToArray().Select(d => (char)('A' + d.Actor) + (d.Value == 0 ? "" : $"{d.Value}")));

    // Wilson and Hilferty's approximation of the 0.999 quantile; 3.0902 is the normal one.
    private static double Limit(int degrees)
    {
        var v = 2.0 / (9.0 * degrees);
        return degrees * Math.Pow(1 - v + (3.0902 * Math.Sqrt(v)), 3);
    }
}
