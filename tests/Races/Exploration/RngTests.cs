using RaceSim.Exploration;
using Xunit;

namespace RaceSim.Tests.Exploration;

public sealed class RngTests
{
    [Fact]
    public void A_seed_means_the_same_numbers_for_ever()
    {
        // splitmix64 of 0 begins e220a8397b1dcdaf 6e789e6aa1b965f4 06c45d188009454f f88bb8a8724c81ec; the first output of
        // xoshiro256** from it is rotl(s1 * 5, 7) * 9.
        var rng = new Rng(0);
        Assert.Equal(0x99ec5f36cb75f2b4UL, rng.Next());
        Assert.Equal(0xbf6e1f784956452aUL, rng.Next());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Bounded_numbers_are_uniform(int bound)
    {
        var rng = new Rng(12);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 200_000; i++)
        {
            var key = $"{rng.Below(bound)}";
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        if (bound == 1)
            Assert.Equal(200_000, counts["0"]);
        else
            ChiSquare.AssertFits(Enumerable.Range(0, bound).ToDictionary(i => $"{i}", _ => 1.0 / bound), counts);
    }

    [Fact]
    public void A_bound_that_does_not_divide_the_range_is_not_biased()
    {
        // With 3 * 2^29 values, multiplying without rejection would give every third value twice as often as the others.
        const int bound = 3 << 29;
        var rng = new Rng(13);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 200_000; i++)
        {
            var key = $"{rng.Below(bound) % 3}";
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        ChiSquare.AssertFits(new Dictionary<string, double> { ["0"] = 1 / 3.0, ["1"] = 1 / 3.0, ["2"] = 1 / 3.0 }, counts);
    }

    [Fact]
    public void First_draws_of_neighbouring_executions_are_uniform_and_differ_between_seeds()
    {
        var counts = new Dictionary<string, int>();
        var equal = 0;
        for (var i = 0L; i < 100_000; i++)
        {
            var rng = Rng.ForExecution(1, i);
            var other = Rng.ForExecution(2, i);
            var draw = rng.Next();
            equal += draw == other.Next() ? 1 : 0;
            var key = $"{draw >> 60}";
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(0, equal);
        ChiSquare.AssertFits(Enumerable.Range(0, 16).ToDictionary(i => $"{i}", _ => 1 / 16.0), counts);
    }

    [Fact]
    public void Executions_of_neighbouring_seeds_are_not_each_other_s()
    {
        var seen = new HashSet<ulong>();
        for (var seed = 0UL; seed < 100; seed++)
        {
            for (var execution = 0L; execution < 100; execution++)
            {
                var rng = Rng.ForExecution(seed, execution);
                Assert.True(seen.Add(rng.Next()), $"seed {seed}, execution {execution} repeats another stream");
            }
        }
    }

    [Fact]
    public void Selecting_by_rank_is_the_same_with_and_without_the_processor_instruction()
    {
        var rng = new Rng(14);
        for (var i = 0; i < 2000; i++)
        {
            var set = rng.Next() | (1UL << rng.Below(64));
            var rank = rng.Below(System.Numerics.BitOperations.PopCount(set));
            var actor = ActorSet.Select(set, rank);
            Assert.Equal(ActorSet.SelectByClearing(set, rank), actor);
            Assert.True(ActorSet.Contains(set, actor));
            Assert.Equal(rank, System.Numerics.BitOperations.PopCount(set & ((1UL << actor) - 1)));
        }
    }
}
