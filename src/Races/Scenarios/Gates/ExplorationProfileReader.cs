using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Gates;

/// <summary>
/// Reads exploration profiles. Keys and strategies are named as Coyote names its own, so that one file serves the built-in engine and a Coyote run; <c>prove</c> is the built-in
/// engine's: it tries to exhaust the space before it samples.
/// </summary>
public static class ExplorationProfileReader
{
    private const int DefaultSteps = 10_000;
    private const long DefaultIterations = 10_000;
    private const int DefaultDepth = 3;
    private const int MostSteps = 1 << 24;

    private static readonly string[] Strategies = ["dfs", "random", "prioritization", "fair-prioritization", "pos", "delay-bounding", "auto", "surw", "urw", "rff"];

    /// <summary>Reads a profile.</summary>
    /// <param name="text">The file's text: JSON, which is YAML too.</param>
    /// <param name="file">What to call the file in errors.</param>
    /// <param name="name">The profile's name.</param>
    /// <exception cref="InputException">The text is no profile; says where and why.</exception>
    public static ExplorationProfile Read(string text, string file, string name)
    {
        var map = YamlDocumentReader.Read(text, file).AsMap("an exploration profile");
        var strategy = map.Required("strategy", "an exploration profile");
        var bound = (int)map.Integer("strategy-bound", 0, 1, MostSteps);
        var iterations = map.Integer("iterations", DefaultIterations, 1);
        var steps = (int)map.Integer("max-steps", DefaultSteps, 1, MostSteps);
        var seed = (ulong)map.Integer("seed", 0, 0);
        var proof = map.Integer("prove", 0, 1);
        map.Optional("description");
        map.Optional("max-unfair-steps"); // Of Coyote's fair strategies only.
        map.Finish();
        var sampling = Sampling(strategy, bound, seed);
        return sampling is null
            ? new ExplorationProfile(name, Math.Max(proof, map.Has("iterations") ? iterations : long.MaxValue), null, iterations, steps)
            : new ExplorationProfile(name, proof, sampling, iterations, steps);
    }

    private static SamplingOptions? Sampling(YamlNode strategy, int bound, ulong seed) => strategy.AsText("a strategy") switch
    {
        "dfs" => null,
        "random" => new SamplingOptions { Strategy = SamplingStrategy.Random, Seed = seed },
        "pos" => new SamplingOptions { Strategy = SamplingStrategy.Pos, Seed = seed },
        "prioritization" => new SamplingOptions { Strategy = SamplingStrategy.Pct, Seed = seed, Depth = bound > 0 ? bound : DefaultDepth },
        "fair-prioritization" => new SamplingOptions { Strategy = SamplingStrategy.FairPct, Seed = seed, Depth = bound > 0 ? bound : DefaultDepth },
        "auto" => new SamplingOptions { Strategy = SamplingStrategy.Auto, Seed = seed, Depth = bound > 0 ? bound : DefaultDepth },
        "surw" => new SamplingOptions { Strategy = SamplingStrategy.Surw, Seed = seed },
        "urw" => new SamplingOptions { Strategy = SamplingStrategy.Urw, Seed = seed },
        "rff" => new SamplingOptions { Strategy = SamplingStrategy.Rff, Seed = seed },
        "delay-bounding" => new SamplingOptions { Strategy = SamplingStrategy.Bounded, Seed = seed, Preemptions = bound > 0 ? bound : 2 },
        var other => throw strategy.Error(
            $"the built-in engine has no strategy '{YamlNode.Shortened(other)}'; expected one of {string.Join(", ", Strategies)}"),
    };
}
