using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Differences;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios.Differences;

public sealed class BuildComparisonTests
{
    [Theory]
    [InlineData("hole")]
    [InlineData("single-pte")]
    [InlineData("reforder")]
    [InlineData("midfork-restore")]
    [InlineData("midfork-fault")]
    [InlineData("observer-unmap")]
    [InlineData("partial-wrprotect")]
    [InlineData("end-bits")]
    [InlineData("vma-only")]
    [InlineData("top-of-space")]
    public void The_merged_batch_does_what_single_copies_do(string scenario)
    {
        var report = Compare(scenario, "linux-6.8", "linux-6.9", StateView.Core);
        Assert.True(report.Verdict == ComparisonVerdict.Equal, report.Sentence);
        Assert.True(report.First.IsComplete && report.Second.IsComplete);
    }

    [Theory]
    [InlineData("hole")]
    [InlineData("single-pte")]
    [InlineData("reforder")]
    [InlineData("partial-wrprotect")]
    public void Without_contpte_it_does_so_to_the_last_bit(string scenario) =>
        Assert.Equal(ComparisonVerdict.Equal, Compare(scenario, "linux-6.8", "linux-6.9-no-contpte", StateView.Full).Verdict);

    /// <summary>F07: always copying a page table instead of reusing the last sharer's.</summary>
    [Fact]
    public void Copying_a_table_that_nobody_shares_comes_to_the_same()
    {
        var report = Compare("cow2-copy-alone", "cow-pte-v2", "cow-pte-v2-never-reuse", StateView.Core);
        Assert.True(report.Verdict == ComparisonVerdict.Equal, report.Sentence);
    }

    /// <summary>F07 beside another sharer: whoever stores second reuses the table or copies it, and nobody sees which. With every invariant armed the space would not end.</summary>
    [Fact]
    public void Beside_another_sharer_it_comes_to_the_same_too()
    {
        var report = Compare("cow2-copy-first", "cow-pte-v2", "cow-pte-v2-never-reuse", StateView.Core, new RunOptions { Invariants = ["I1=", "I3", "I4", "I9"] });
        Assert.True(report.Verdict == ComparisonVerdict.Equal, report.Sentence);
        Assert.True(report.First is { IsComplete: true, Outcomes: 3 } && report.Second.IsComplete);
    }

    /// <summary>E05: a batch gives all of the child's entries the write permission that one of the parent's has.</summary>
    [Fact]
    public void On_a_shared_mapping_with_mixed_rights_it_does_not()
    {
        var report = Compare("shared-mix", "linux-6.8", "linux-6.9", StateView.Core);
        Assert.Equal(ComparisonVerdict.Different, report.Verdict);
        var lone = Assert.Single(report.OnlySecond);
        Assert.Equal(
            ["violations: I21, not none", "C.pte[1]: F[1] RW, not F[1] RO", "C.pte[2]: F[2] RW, not F[2] RO", "C.pte[3]: F[3] RW, not F[3] RO"],
            lone.Differences.Select(d => $"{d.Name}: {d.Here}, not {d.There}"));
    }

    /// <summary>One test for the whole batch: a pin that comes while the batch is copied is seen later than by single copies. Nothing is added, something is lost.</summary>
    [Fact]
    public void Beside_a_pin_the_batch_can_do_less_and_nothing_more()
    {
        var report = Compare("partial-pin", "linux-6.8", "linux-6.9", StateView.Core);
        Assert.Equal(ComparisonVerdict.Different, report.Verdict);
        Assert.NotEmpty(report.OnlyFirst);
        Assert.Empty(report.OnlySecond);
    }

    [Theory]
    [InlineData("single-pte", "linux-6.8", "contpte-per-pte")]
    [InlineData("midfork-restore", "linux-6.8", "contpte-per-pte")]
    [InlineData("midfork-fault", "linux-6.8", "contpte-per-pte")]
    public void The_core_does_not_see_contpte(string scenario, string without, string with)
    {
        var report = Compare(scenario, without, with, StateView.Core);
        Assert.True(report.Verdict == ComparisonVerdict.Equal, report.Sentence);
    }

    public static TheoryData<string> OnLinux69 { get; } =
        [.. ScenarioCatalogue.Entries.Where(e => !e.IsSketch && ScenarioCatalogue.Find(e.Name).Builds.Contains("linux-6.9")).Select(e => e.Name)];

    /// <summary>Nowhere in the catalogue but where a device meets contpte's bug (B18), and where a fault is one attempt, not repeated by its access, and meets the transient none entries of an unfolding (E17).</summary>
    [Theory]
    [MemberData(nameof(OnLinux69))]
    public void The_core_sees_contpte_in_two_scenarios_only(string scenario)
    {
        var report = Compare(scenario, "linux-6.9-no-contpte", "linux-6.9", StateView.Core);
        var isSeen = scenario is "device-flags" or "lockless-read";
        Assert.True(report.Verdict == (isSeen ? ComparisonVerdict.Different : ComparisonVerdict.Equal), report.Sentence);
    }

    [Fact]
    public void Contpte_can_make_a_fault_find_nothing_to_do()
    {
        var report = Compare("lockless-read", "linux-6.9-no-contpte", "linux-6.9", StateView.Core);
        Assert.Empty(report.OnlyFirst);
        Assert.Contains(Assert.Single(report.OnlySecond).Differences, d => d is { Name: "P.pte[2]", Here: "A[2] RO", There: "A[2] RW" });
    }

    [Fact]
    public void The_whole_state_shows_contpte()
    {
        var report = Compare("midfork-restore", "linux-6.8", "contpte-per-pte", StateView.Full);
        Assert.Equal(ComparisonVerdict.Different, report.Verdict);
        Assert.Contains(report.OnlySecond, o => o.Fields.Any(f => f.Name == "C.pte[4]" && f.Value.Contains("cont", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("hole", "linux-6.9+no-rss", "C.rss[anon]")]
    [InlineData("single-pte", "linux-6.9+no-write-protect", "violations")]
    [InlineData("single-pte", "linux-6.9+keep-anon-exclusive", "A.AnonExclusive[1]")]
    [InlineData("hole", "batch-count-mapped", "CPU1 U0 load 1 (answer 1)")]
    public void A_fault_is_shown_where_it_is(string scenario, string faulty, string field)
    {
        var report = Compare(scenario, "linux-6.9", faulty, StateView.Core);
        Assert.Equal(ComparisonVerdict.Different, report.Verdict);
        Assert.Contains(report.OnlySecond, o => o.Differences.Any(d => d.Name == field));
    }

    [Fact]
    public void A_build_equals_itself()
    {
        var report = Compare("partial-pin", "batch-v3", "batch-v3", StateView.Full);
        Assert.Equal(ComparisonVerdict.Equal, report.Verdict);
        Assert.True(report.First.Outcomes > 1);
    }

    [Theory]
    [InlineData(10, 10_000, "the budget ended")]
    [InlineData(1_000_000, 30, "cut at 30 steps")]
    public void What_is_not_exhausted_is_never_called_equal(long executions, int bound, string why)
    {
        var report = Compare("partial-pin", "batch-v3", "batch-v3", StateView.Full, new RunOptions { MaxExecutions = executions, StepBound = bound });
        Assert.Equal(ComparisonVerdict.Unknown, report.Verdict);
        Assert.Contains(why, report.Sentence, StringComparison.Ordinal);
    }

    /// <summary>What the exhausted build has not is certain; what the other has not done yet is not.</summary>
    [Fact]
    public void A_difference_is_certain_if_the_build_that_lacks_it_was_exhausted()
    {
        var report = Compare("single-pte", "linux-6.8", "contpte-per-pte", StateView.Full, new RunOptions { MaxExecutions = 16 });
        Assert.Equal((true, false), (report.First.IsComplete, report.Second.IsComplete));
        Assert.Equal(ComparisonVerdict.Different, report.Verdict);
        Assert.NotEmpty(report.OnlySecond);
        Assert.Empty(report.OnlyFirst);
        Assert.EndsWith("the space of contpte-per-pte was not exhausted, so there may be more", report.Sentence, StringComparison.Ordinal);
    }

    /// <summary>Each trace, from its one line, ends in a state that has what makes it different.</summary>
    [Theory]
    [InlineData("partial-pin", "linux-6.8", "linux-6.9")]
    [InlineData("single-pte", "linux-6.9", "linux-6.9+no-write-protect")]
    public void Every_trace_replays(string name, string first, string second)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var report = BuildComparison.Compare(scenario, first, second, StateView.Core, new RunOptions());
        foreach (var lone in report.OnlyFirst.Concat(report.OnlySecond))
        {
            var replay = Replayer.Run(scenario, TraceLine.Parse(TraceLine.Format(lone.Trace)));
            Assert.Null(replay.Divergence);
            Assert.True(replay.IsFinished);
            var broken = string.Join(", ", replay.Broken.Select(b => b.Violation.Invariant).Distinct().Order(StringComparer.Ordinal));
            Assert.Equal(lone.Fields.Single(f => f.Name == "violations").Value, broken.Length > 0 ? broken : "none");
        }
    }

    private static ComparisonReport Compare(string scenario, string first, string second, StateView view, RunOptions? options = null) =>
        BuildComparison.Compare(ScenarioCatalogue.Find(scenario), first, second, view, options ?? new RunOptions());
}
