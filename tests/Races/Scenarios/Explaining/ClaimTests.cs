using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Explaining;

/// <summary>Every claim's trace is short, proved to be, fits into a line of a mail, and explains itself.</summary>
public sealed class ClaimTests
{
    private const int LongestLine = 120;

    public static TheoryData<string, string, string> Rows => ClaimTraces.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Its_trace_is_proved_minimal_fits_into_a_line_and_is_as_long_as_the_table_says(string scenario, string build, string shows)
    {
        var (read, minimal) = ClaimTraces.Find(scenario, build, shows);
        Assert.True(minimal.ArePreemptionsProved, "fewest preemptions");
        Assert.True(minimal.AreStepsProved, "fewest steps");
        Assert.True(minimal.Cost <= minimal.OriginalCost);
        var line = TraceLine.Format(minimal.Trace);
        Assert.InRange(line.Length, 0, LongestLine);
        var replay = Replayer.Run(read, TraceLine.Parse(line));
        Assert.Null(replay.Divergence);
        Assert.Equal(minimal.Cost.Preemptions, replay.Steps.Count(s => s.IsPreemption));
        if (!read.Header.IsSketch && !GoldenText.IsRefreshing)
        {
            ClaimsDocument.CheckLengths(scenario, build, shows, minimal);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void It_is_explained_in_three_to_six_sentences(string scenario, string build, string shows)
    {
        var (read, minimal) = ClaimTraces.Find(scenario, build, shows);
        var explanation = Explainer.Run(read, minimal.Trace, minimal.Shows, new ExplainOptions { Runs = 100 });
        var sentences = ReviewerSentences.Of(explanation);
        Assert.InRange(sentences.Count, 3, 6);
        Assert.All(sentences, s => Assert.Matches(@"^\S.*\.$", s));
        Assert.Equal(1, explanation.Curve.Points[^1].Chance);
        Assert.All(explanation.Pairs, p => Assert.True(p.First.Number < p.Second.Number && p.First.Actor != p.Second.Actor));
        var lines = ExplanationText.Render(explanation, minimal, 100).Split('\n').Where(l => !l.Contains("racesim1:", StringComparison.Ordinal)); // A trace is one word.
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 100));
    }

    [Theory]
    [InlineData("reforder", "batch-v2", "I1", "CPU1 ksmd: ksm-scan X of Q at 0")]
    [InlineData("deferred-split", "linux-6.9", "folio-split", "CPU1 T1: pin 1")]
    [InlineData("reforder", "batch-v2", "I28", "")]
    public void Operations_that_it_does_not_need_are_named(string scenario, string build, string shows, string unneeded)
    {
        var (read, minimal) = ClaimTraces.Find(scenario, build, shows);
        var again = TraceMinimiser.Run(read, minimal.Original, minimal.Shows);
        Assert.Equal(unneeded, string.Join("; ", again.Unneeded));
        Assert.Equal(minimal.Trace.Schedule.Decisions.ToArray(), again.Trace.Schedule.Decisions.ToArray());
    }

    [Fact]
    public void A_clean_build_is_compared_from_the_step_at_which_it_differs()
    {
        var (read, minimal) = ClaimTraces.Find("reforder", "batch-v2", "I28");
        var clean = Explainer.Run(read, minimal.Trace, minimal.Shows, new ExplainOptions { Runs = 1 }).Clean!;
        Assert.Equal("batch-v3", clean.Build);
        Assert.Null(clean.Run.Violation);
        Assert.Equal("X.refcount", clean.Run.Steps[clean.PartsAt - 1].Subject);
    }

    [Theory]
    [InlineData("reforder", "batch-v2", "I28")]
    [InlineData("observer-unmap", "linux-6.9", "I28")]
    [InlineData("aligned-break", "oppo-no-check", "I15")]
    [InlineData("hole", "batch-count-mapped", "I20")]
    [InlineData("midfork-fault", "blind-copy", "I15")]
    [InlineData("midfork-fault", "oppo-any-break", "I2")]
    [InlineData("midfork-fault", "linux-6.9", "cont-lost-in-parent")]
    [InlineData("partial-pin", "batch-v3+keep-remainder-refs", "I9")]
    [InlineData("partial-wrprotect", "contpte-per-pte+wrprotect-part-without-unfold", "I4")]
    [InlineData("runaway", "contpte-per-pte+no-unfold-before-single", "I6")]
    [InlineData("single-pte", "batch-v3-first-pte", "I5")]
    [InlineData("refmap", "", "never")]
    public void The_explanation_reads_as_committed(string scenario, string build, string shows)
    {
        var (read, minimal) = ClaimTraces.Find(scenario, build, shows);
        var explanation = Explainer.Run(read, minimal.Trace, minimal.Shows, new ExplainOptions());
        GoldenText.Check($"explain-{scenario}-{(build.Length > 0 ? build + "-" : "")}{shows}", ExplanationText.Render(explanation, minimal, 100));
    }
}
