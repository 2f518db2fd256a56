using RaceSim.Tests.Sketches;
using Xunit;

namespace RaceSim.Tests.Dpor;

/// <summary>
/// The oracle on machines with store buffers: random sketches with barriers, searched with and without reduction. What a stronger machine can end in, a weaker
/// one can too.
/// </summary>
public sealed class WeakMemoryOracleTests
{
    private static readonly (SketchSize Size, int Sketches)[] _sizes =
    [
        (new(2, 2, 0, 1, 6) { HasBarriers = true }, 500),
        (new(2, 2, 1, 2, 15) { HasBarriers = true }, 15),
        (new(3, 2, 1, 1, 12) { HasBarriers = true }, 15),
    ];

    [Theory]
    [InlineData("tso", "sc")]
    [InlineData("pso", "tso")]
    public void Random_sketches(string model, string stronger)
    {
        var weaker = 0;
        foreach (var (size, sketches) in _sizes)
        {
            for (var seed = 0; seed < sketches; seed++)
            {
                var text = SketchGenerator.Generate(seed, size);
                var oracle = SketchOracle.Of(text, model);
                Assert.True(oracle.Differences.Count == 0, $"{model} {size} seed {seed}:\n{string.Join('\n', oracle.Differences)}\n{text}");
                var ends = PlainSearch.Of(text, model: model).Outcomes;
                var before = PlainSearch.Of(text, model: stronger).Outcomes;
                Assert.True(before.IsSubsetOf(ends), $"{stronger} ends where {model} does not: {size} seed {seed}:\n{string.Join('\n', before.Except(ends))}\n{text}");
                weaker += ends.Count > before.Count ? 1 : 0;
            }
        }

        Assert.True(weaker > 0, $"no sketch ends in more ways on {model} than on {stronger}");
    }
}
