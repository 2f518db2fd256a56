namespace RaceSim.Cli.Bench;

/// <summary>The cases, in the order in which they are run and printed.</summary>
internal static class BenchCases
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<IBenchCase> All { get; } =
    [
        new ThroughputCase("midfork", compareWithSwitch: true),
        new WorkersCase("midfork"),
        new ThroughputCase("refmap"),
        new ThroughputCase("window"),
        new TimeToViolationCase("window", depth: 3),
        new ExhaustiveCase("midfork-n1"),
        new ExhaustiveCase("midfork-n2"),
        new ExhaustiveCase("midfork-n3"),
        new ThroughputCase("E12", () => BenchScenario.Find("midfork-fault"), "linux-6.9"),
        new ThroughputCase("E01", () => BenchScenario.Find("reforder"), "linux-6.9"),
        PteScaling.Case(16),
        PteScaling.Case(128),
        PteScaling.Case(512),
    ];
}
