using RaceSim.Exploration;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>Good-Turing on sources whose unseen share is known.</summary>
public sealed class GoodTuringTests
{
    private const int Runs = 1_000;

    public static TheoryData<string, int> Sources
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var source in _sources.Keys)
            {
                data.Add(source, 50);
                data.Add(source, 500);
                data.Add(source, 5_000);
            }

            return data;
        }
    }

    private static readonly Dictionary<string, double[]> _sources = new(StringComparer.Ordinal)
    {
        ["uniform over 100"] = [.. Enumerable.Repeat(0.01, 100)],
        ["uniform over 3"] = [1 / 3.0, 1 / 3.0, 1 / 3.0],
        ["geometric"] = [.. Enumerable.Range(1, 60).Select(i => Math.Pow(0.5, i))],
        ["slowly falling"] = Normal([.. Enumerable.Range(1, 2_000).Select(i => 1.0 / i)]),
        ["one common, 200 rare"] = Normal([1, .. Enumerable.Repeat(0.0005, 200)]),
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_interval_holds_the_true_share_and_the_estimate_is_not_biased(string source, int samples)
    {
        var probabilities = _sources[source];
        var cumulated = new double[probabilities.Length];
        var sum = 0.0;
        for (var i = 0; i < cumulated.Length; i++)
            cumulated[i] = sum += probabilities[i];
        var rng = new Rng(17);
        var held = 0;
        var bias = 0.0;
        for (var run = 0; run < Runs; run++)
        {
            var counts = new int[probabilities.Length];
            for (var i = 0; i < samples; i++)
            {
                var at = Array.BinarySearch(cumulated, (rng.Next() >> 11) * Math.Pow(2, -53));
                counts[Math.Min(at < 0 ? ~at : at, counts.Length - 1)]++;
            }

            var unseen = probabilities.Where((_, i) => counts[i] == 0).Sum();
            var estimate = GoodTuring.Unseen(samples, counts.Count(n => n == 1), counts.Count(n => n == 2));
            held += estimate.Low <= unseen && unseen <= estimate.High ? 1 : 0;
            bias += (estimate.Share - unseen) / Runs;
        }

        Assert.True(held >= Runs * 0.93, $"the interval holds the share in {held} of {Runs} runs");
        Assert.InRange(bias, -0.002, (1.0 / samples) + 0.002);
    }

    [Fact]
    public void Nothing_seen_once_still_leaves_room() => Assert.InRange(GoodTuring.Unseen(1_000, 0, 0).High, 0.003, 0.004);

    private static double[] Normal(double[] weights) => [.. weights.Select(w => w / weights.Sum())];
}
