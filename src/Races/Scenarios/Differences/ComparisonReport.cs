namespace RaceSim.Scenarios.Differences;

/// <summary>How two builds compare on one scenario.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="View">What was compared.</param>
/// <param name="Verdict">What the comparison says.</param>
/// <param name="Sentence">The verdict in one plain sentence.</param>
/// <param name="First">The build named first.</param>
/// <param name="Second">The build named second.</param>
/// <param name="OnlyFirst">What the first can do and the second cannot, in the order in which it was found; empty while the second's space is not exhausted.</param>
/// <param name="OnlySecond">The same the other way round.</param>
public sealed record ComparisonReport(
    string Scenario,
    StateView View,
    ComparisonVerdict Verdict,
    string Sentence,
    BuildOutcomes First,
    BuildOutcomes Second,
    IReadOnlyList<LoneOutcome> OnlyFirst,
    IReadOnlyList<LoneOutcome> OnlySecond);
