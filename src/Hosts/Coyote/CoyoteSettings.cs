using System.Globalization;
using System.Runtime.Serialization;
using System.Xml.Linq;
using Microsoft.Coyote;

namespace RaceSim.Hosts.Coyote;

/// <summary>Turns a profile into Coyote's configuration.</summary>
internal static class CoyoteSettings
{
    // Of an execution that Coyote cuts, the built-in engine could not say how it goes on: the model's own step bound has to be hit first.
    private const uint MostDecisions = int.MaxValue / 16;

    // Coyote gives an execution up in which it has decided nothing for so many milliseconds. That is no deadlock, only a machine with other work; true ones it sees without a clock.
    private const uint Patience = int.MaxValue;

    /// <summary>The configuration for some iterations of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="iterations">The number of iterations.</param>
    /// <param name="trace">The text of the trace to repeat; null for none.</param>
    public static Configuration Of(CoyoteProfile profile, uint seed, uint iterations, string? trace)
    {
        return (profile.Strategy == CoyoteStrategy.Dfs ? WithDfs(Configuration.Create()) : WithStrategy(Configuration.Create(), profile))
            .WithReproducibleTrace(trace ?? "")
            .WithTestingIterations(iterations)
            .WithTestIterationsRunToCompletion()
            .WithRandomGeneratorSeed(seed)
            .WithMaxSchedulingSteps(IsFair(profile.Strategy) ? profile.MaxUnfairSteps : MostDecisions, MostDecisions)
            .WithLivenessTemperatureThreshold(0)
            .WithPotentialDeadlocksReportedAsBugs(false)
            .WithDeadlockTimeout(Patience)
            .WithSystematicFuzzingFallbackEnabled(false)
            .WithTelemetryEnabled(false);
    }

    private static Configuration WithStrategy(Configuration configuration, CoyoteProfile profile) => profile.Strategy switch
    {
        CoyoteStrategy.Probabilistic => configuration.WithProbabilisticStrategy(profile.StrategyBound),
        CoyoteStrategy.Prioritization => configuration.WithPrioritizationStrategy(false, profile.StrategyBound),
        CoyoteStrategy.FairPrioritization => configuration.WithPrioritizationStrategy(true, profile.StrategyBound),
        CoyoteStrategy.DelayBounding => configuration.WithDelayBoundingStrategy(false, profile.StrategyBound),
        CoyoteStrategy.FairDelayBounding => configuration.WithDelayBoundingStrategy(true, profile.StrategyBound),
        CoyoteStrategy.QLearning => configuration.WithQLearningStrategy(),
        _ => configuration.WithRandomStrategy(),
    };

    private static bool IsFair(CoyoteStrategy strategy) => strategy is CoyoteStrategy.FairPrioritization or CoyoteStrategy.FairDelayBounding;

    // No public method sets it, but a configuration is a data contract, and this is one of its members.
    private static Configuration WithDfs(Configuration configuration)
    {
        var serializer = new DataContractSerializer(typeof(Configuration));
        var document = new XDocument();
        using (var writer = document.CreateWriter())
        {
            serializer.WriteObject(writer, configuration);
        }

        document.Descendants().Single(e => e.Name.LocalName == "ExplorationStrategy").Value = "DFS";
        using var reader = document.CreateReader();
        return (Configuration)serializer.ReadObject(reader)!;
    }
}
