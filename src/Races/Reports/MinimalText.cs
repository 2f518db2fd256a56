using System.Text;
using RaceSim.Exploration;
using RaceSim.Exploration.Minimisation;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Reports;

/// <summary>What a minimisation did, in words.</summary>
public static class MinimalText
{
    /// <summary>One sentence for below a violation: how short the trace is, what that says, and how long it was.</summary>
    public static string Sentence(MinimalTrace minimal) =>
        $"shortest trace: {Of(minimal.Cost)}; {Proof(minimal)}{(minimal.Cost < minimal.OriginalCost ? $"; found with {Of(minimal.OriginalCost)}" : "")}"
            + (minimal.Unneeded.Count > 0 ? $"; it does not need {Unneeded(minimal)}" : "");

    /// <summary>The lines above a table.</summary>
    public static string Render(MinimalTrace minimal)
    {
        var text = new StringBuilder();
        var verb = minimal.Shows.IsEvent ? "reaches" : "breaks";
        text.Append($"{verb} {minimal.Shows.Name}\n");
        text.Append($"  given    {Of(minimal.OriginalCost)}\n");
        text.Append($"           {TraceLine.Format(minimal.Original)}\n");
        text.Append($"  minimal  {Of(minimal.Cost)}\n");
        text.Append($"           {TraceLine.Format(minimal.Trace)}\n");
        text.Append($"  {Proof(minimal)} ({Figures.Count(minimal.Executions, "execution")})\n");
        return minimal.Unneeded.Count == 0 ? text.ToString() : text.Append($"  it does not need {Unneeded(minimal)}\n").ToString();
    }

    private static string Unneeded(MinimalTrace minimal) => string.Join(", ", minimal.Unneeded.Select(o => $"'{o}'"));

    private static string Of(Cost cost) => $"{Figures.Count(cost.Preemptions, "preemption")}, {Figures.Count(cost.Steps, "step")}, {Figures.Count(cost.Actors, "actor")}";

    private static string Proof(MinimalTrace minimal) => (minimal.ArePreemptionsProved, minimal.AreStepsProved) switch
    {
        (true, true) => "proved: none has fewer preemptions, none with as many has fewer steps",
        (true, false) => "proved: none has fewer preemptions; fewer steps are not excluded",
        _ => "not proved: the budget ended before all schedules with fewer preemptions were run",
    };
}
