using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>
/// Every sampler against the exact distribution of its paper on a small tree; the exact numbers are computed independently.
/// </summary>
public sealed class SamplerDistributionTests
{
    private const int Samples = 200_000;

    [Fact]
    public void Random_walk_follows_the_tree_of_enabled_actors()
    {
        var expected = new Dictionary<string, double>();
        WalkTree([2, 2, 1], "", 1.0, expected);
        ChiSquare.AssertFits(expected, ChiSquare.Schedules(Toys.Racing(2, 2, 1), new RandomWalk(1), Samples));
    }

    [Fact]
    public void Random_walk_draws_the_values_of_a_choice_uniformly()
    {
        var toy = new Toy([[Toys.Choose(5)]]);
        var expected = new Dictionary<string, double> { ["A"] = 0.2, ["A1"] = 0.2, ["A2"] = 0.2, ["A3"] = 0.2, ["A4"] = 0.2 };
        ChiSquare.AssertFits(expected, ChiSquare.Schedules(toy, new RandomWalk(2), Samples));
    }

    [Fact]
    public void Pct_of_depth_1_draws_every_order_of_four_actors_equally_often()
    {
        var expected = Permutations(4).ToDictionary(order => string.Concat(order.Select(actor => (char)('A' + actor))), _ => 1.0 / 24);
        ChiSquare.AssertFits(expected, ChiSquare.Schedules(Toys.Racing(1, 1, 1, 1), new Pct(3, 1, 4), Samples));
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(3, 5)]
    [InlineData(3, 7)]
    [InlineData(4, 5)]
    [InlineData(4, 2)]
    public void Pct_follows_its_priorities_and_change_points(int depth, int length)
    {
        var expected = PctTree([2, 2, 1], depth, length);
        ChiSquare.AssertFits(expected, ChiSquare.Schedules(Toys.Racing(2, 2, 1), new Pct(4, depth, length), Samples));
    }

    [Fact]
    public void Pos_keeps_the_priority_of_a_step_that_did_not_race()
    {
        // b1 lower than a1, and a2 is fresh: a2 is above the lower of two draws in two cases of three.
        var expected = new Dictionary<string, double> { ["BAA"] = 1 / 2.0, ["AAB"] = 1 / 3.0, ["ABA"] = 1 / 6.0 };
        ChiSquare.AssertFits(expected, ChiSquare.Schedules(Toys.Independent(2, 1), new Pos(5), Samples));
    }

    [Fact]
    public void Pos_redraws_the_priority_of_a_step_that_raced()
    {
        var expected = new Dictionary<string, double> { ["BAA"] = 1 / 2.0, ["AAB"] = 1 / 4.0, ["ABA"] = 1 / 4.0 };
        ChiSquare.AssertFits(expected, ChiSquare.Schedules(Toys.Racing(2, 1), new Pos(6), Samples));
    }

    [Fact]
    public void Pos_on_three_actors_of_which_two_race()
    {
        // A and B write one cell, C another: after A or B the other of the two draws again, C never does. If A is the highest of the three,
        // C is in the middle or the lowest, with mean (1/2 + 1/4) / 2, and that is its chance against the fresh draw of B.
        var toy = new Toy([[Toys.Write(0)], [Toys.Write(0)], [Toys.Write(1)]]);
        var expected = new Dictionary<string, double>
        {
            ["ACB"] = (1 / 3.0) * (3 / 8.0),
            ["ABC"] = (1 / 3.0) * (5 / 8.0),
            ["BCA"] = (1 / 3.0) * (3 / 8.0),
            ["BAC"] = (1 / 3.0) * (5 / 8.0),
            ["CAB"] = 1 / 6.0,
            ["CBA"] = 1 / 6.0,
        };
        ChiSquare.AssertFits(expected, ChiSquare.Schedules(toy, new Pos(7), Samples));
    }

    [Fact]
    public void A_biased_shuffle_is_found_out()
    {
        var expected = Permutations(4).ToDictionary(order => string.Concat(order.Select(actor => (char)('A' + actor))), _ => 1.0 / 24);
        var counts = ChiSquare.Schedules(Toys.Racing(1, 1, 1, 1), new BiasedShuffle(3), Samples);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ChiSquare.AssertFits(expected, counts));
    }

    private static void WalkTree(int[] left, string path, double probability, Dictionary<string, double> into)
    {
        var enabled = left.Count(n => n > 0);
        if (enabled == 0)
            into.Add(path, probability);
        for (var actor = 0; actor < left.Length; actor++)
        {
            if (left[actor] == 0)
                continue;
            left[actor]--;
            WalkTree(left, path + (char)('A' + actor), probability / enabled, into);
            left[actor]++;
        }
    }

    // The paper's algorithm, word by word, over every permutation and every tuple of change points.
    private static Dictionary<string, double> PctTree(int[] lengths, int depth, int k)
    {
        var result = new Dictionary<string, double>();
        var permutations = Permutations(lengths.Length).ToList();
        var tuples = (int)Math.Pow(k, depth - 1);
        foreach (var permutation in permutations)
        {
            for (var tuple = 0; tuple < tuples; tuple++)
            {
                var left = lengths.ToArray();
                var priorities = permutation.Select(p => p + depth).ToArray();
                var path = "";
                for (var step = 1; left.Any(n => n > 0); step++)
                {
                    var actor = Enumerable.Range(0, left.Length).Where(a => left[a] > 0).MaxBy(a => priorities[a]);
                    path += (char)('A' + actor);
                    left[actor]--;
                    for (int i = 1, rest = tuple; i < depth; i++, rest /= k)
                        priorities[actor] = (rest % k) + 1 == step ? i : priorities[actor];
                }

                result[path] = result.GetValueOrDefault(path) + (1.0 / permutations.Count / tuples);
            }
        }

        return result;
    }

    private static IEnumerable<int[]> Permutations(int n)
    {
        if (n == 0)
        {
            yield return [];
            yield break;
        }

        foreach (var shorter in Permutations(n - 1))
        {
            for (var at = 0; at < n; at++)
                yield return [.. shorter[..at], n - 1, .. shorter[at..]];
        }
    }

    /// <summary>A shuffle that lets every place change with any other, not only with those before it: 4^4 equally probable ways to 4! orders.</summary>
    private sealed class BiasedShuffle(ulong seed) : IStrategy
    {
        private readonly int[] _order = new int[4];
        private Rng _rng = new(seed);

        public bool Begin(IProgram program)
        {
            for (var i = 0; i < _order.Length; i++)
                _order[i] = i;
            for (var i = 0; i < _order.Length; i++)
            {
                var other = _rng.Below(_order.Length);
                (_order[i], _order[other]) = (_order[other], _order[i]);
            }

            return true;
        }

        public int NextActor(IProgram program) => _order.First(actor => (program.Enabled & (1UL << actor)) != 0);

        public int NextValue(int arity) => 0;
    }
}
