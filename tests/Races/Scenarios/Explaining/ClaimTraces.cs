using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using Xunit;

namespace RaceSim.Tests.Explaining;

/// <summary>The minimal traces of the catalogue's claims, found anew.</summary>
internal static class ClaimTraces
{
    /// <summary>Every row of the catalogue that has a trace: a violation, or an observed event.</summary>
    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var entry in ScenarioCatalogue.Entries)
            {
                foreach (var task in ReproductionTask.Of(ScenarioCatalogue.Read(entry)).Where(t => t.Expected != "clean" && !t.Expected.StartsWith("avoids ", StringComparison.Ordinal)))
                {
                    rows.Add(task.Scenario, task.Build ?? "", task.Expected.Split(' ')[1]);
                }
            }

            return rows;
        }
    }

    /// <summary>Finds the trace of a row and makes it short.</summary>
    public static (Scenario Scenario, MinimalTrace Minimal) Find(string scenario, string build, string shows)
    {
        var read = ScenarioCatalogue.Find(scenario);
        var task = ReproductionTask.Of(read).Single(t => !t.Expected.StartsWith("avoids ", StringComparison.Ordinal) && (t.Build ?? "") == build && t.Expected != "clean" && t.Expected.Split(' ')[1] == shows);
        var row = task.Run(new RunOptions { MinimiseBudget = TraceMinimiser.DefaultBudget });
        Assert.True(row.IsAsExpected, row.Note);
        return (read, row.Minimal!);
    }
}
