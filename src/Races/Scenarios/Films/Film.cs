using RaceSim.Scenarios.Explaining;

namespace RaceSim.Scenarios.Films;

/// <summary>An explained trace with everything that is needed to show the machine at each of its steps, without the machine.</summary>
/// <param name="Header">The scenario.</param>
/// <param name="Explanation">The trace and why it shows what it shows.</param>
/// <param name="Minimal">How it was shortened; null if it was not.</param>
/// <param name="Panels">The machine before the first step: the parts that any run of the film changes, and the page tables.</param>
public sealed record Film(ScenarioHeader Header, Explanation Explanation, MinimalTrace? Minimal, IReadOnlyList<StatePanel> Panels)
{
    /// <summary>Makes a film of an explanation.</summary>
    /// <param name="scenario">The scenario of its trace.</param>
    /// <param name="explanation">The explanation.</param>
    /// <param name="minimal">How its trace was shortened; null if it was not.</param>
    public static Film Of(Scenario scenario, Explanation explanation, MinimalTrace? minimal) =>
        new(scenario.Header, explanation, minimal, StatePanels.Of(scenario, explanation.Whole.Trace.Build, Runs(explanation)));

    private static IEnumerable<ReplayReport> Runs(Explanation explanation) =>
        new[] { explanation.Whole, explanation.Passing, explanation.Clean?.Run }.OfType<ReplayReport>();
}
