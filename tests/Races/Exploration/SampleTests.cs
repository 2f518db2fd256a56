using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>Sampling on one worker and on several.</summary>
public sealed class SampleTests
{
    private static readonly Func<ISampler>[] Samplers =
    [
        () => new RandomWalk(21), () => new Pct(21, 3, 12), () => new Pos(21), () => new FairPct(21, 3, 6),
        () => new Portfolio(new Pos(21), new RandomWalk(21)),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_number_of_workers_changes_nothing(bool stopAtFirst)
    {
        foreach (var sampler in Samplers)
        {
            foreach (var create in new Func<IProgram>[] { Toys.Deadlocking, () => Toys.Racing(3, 3, 3), () => Rare(6) })
            {
                var options = new ExplorationOptions { MaxSchedules = 3000, StepBound = 50, StopAtFirstViolation = stopAtFirst };
                var one = Explorer.Sample(create, sampler, options);
                Assert.Equal(Text(one), Text(Explorer.Sample(create, sampler, options with { Workers = 2 })));
                Assert.Equal(Text(one), Text(Explorer.Sample(create, sampler, options with { Workers = 5 })));
            }
        }
    }

    [Fact]
    public void A_rare_violation_is_reported_with_the_lowest_execution_that_shows_it()
    {
        var options = new ExplorationOptions { MaxSchedules = 100_000, Workers = 2 };
        var result = Explorer.Sample(() => Rare(8), () => new RandomWalk(3), options);
        var sampler = new RandomWalk(3);
        var toy = Rare(8);
        var first = 0L;
        while (Executor.TryRun(toy, sampler, 100, out var execution) && execution.End != ExecutionEnd.Violated)
            first++;
        Assert.True(first > Explorer.Chunk, "the test needs a violation beyond the first chunk");
        Assert.Equal(first, result.First?.Execution);
        Assert.Equal(first + 1, result.Schedules);
    }

    [Fact]
    public void Events_and_ends_of_all_executions_reach_the_sink()
    {
        var sink = new Counter();
        var result = Explorer.Sample(
            () => Toys.Racing(2, 2), () => new RandomWalk(1), new ExplorationOptions { MaxSchedules = 300, Workers = 2, Sink = sink });
        Assert.Equal(300, result.Schedules);
        Assert.Equal(300, sink.Ended);
        Assert.Equal((UInt128)3, result.Events);
        Assert.Equal(1200, result.Steps);
    }

    [Fact]
    public void Cancelling_ends_with_what_there_is()
    {
        using var source = new CancellationTokenSource();
        var asked = 0;
        bool KeepGoing()
        {
            if (++asked == 3)
                source.Cancel();
            return true;
        }

        var result = Explorer.Sample(
            () => Toys.Racing(2, 2),
            () => new RandomWalk(1),
            new ExplorationOptions { KeepGoing = KeepGoing, Cancellation = source.Token, Workers = 2 });
        Assert.True(result.Interrupted);
        Assert.Equal(3 * Explorer.Chunk, result.Schedules);
    }

    [Fact]
    public void Samples_without_a_limit_are_refused() =>
        Assert.Throws<ArgumentException>(() => Explorer.Sample(Toys.Choosing, () => new RandomWalk(1), new ExplorationOptions()));

    [Fact]
    public void A_failure_of_a_worker_reaches_the_caller() =>
        Assert.Throws<NotSupportedException>(() => Explorer.Sample(
            () => new Toy([[Toys.Write(0)]], _ => throw new NotSupportedException()),
            () => new RandomWalk(1),
            new ExplorationOptions { MaxSchedules = 1000, Workers = 2 }));

    [Fact]
    public void Every_execution_that_never_ends_hits_the_step_bound()
    {
        var result = Explorer.Sample(() => new Endless(), () => new Pos(1), new ExplorationOptions { MaxSchedules = 50, StepBound = 20 });
        Assert.Equal(50, result.StepBoundHits);
        Assert.Equal(1000, result.Steps);
        Assert.Null(result.First);
    }

    [Fact]
    public void The_length_probe_finds_the_length() => Assert.Equal(9, LengthProbe.Longest(Toys.Racing(4, 5), 1, 10, 100));

    [Fact]
    public void Sampling_allocates_nothing_per_schedule()
    {
        SampledBytes(20_000);
        Assert.Equal(SampledBytes(2_000), SampledBytes(40_000));
    }

    [Fact]
    public void A_check_of_the_last_state_is_a_violation_of_the_whole_execution()
    {
        var toy = new Toy([[Toys.Write(0)], [Toys.Write(1)]], t => t.Unfinished == 0 ? new Violation("I1", "at the end") : null);
        var result = Explorer.Search(toy, new DepthFirst(), new ExplorationOptions { StopAtFirstViolation = false });
        Assert.Equal(2, result.Schedules);
        Assert.True(result.Exhausted);
        Assert.Equal(2, Assert.Single(result.Findings).Schedule.Count);
    }

    private static long SampledBytes(int schedules)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Explorer.Sample(() => Toys.Racing(3, 3), () => new Pos(1), new ExplorationOptions { MaxSchedules = schedules });
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Broken only if the two actors alternate from the first step to the last.
    private static Toy Rare(int steps)
    {
        var wanted = 0L;
        for (var i = 0; i < 2 * steps; i++)
            wanted = (wanted * 31) + (i % 2) + 1;
        var thread = new Operation[steps];
        Array.Fill(thread, Toys.Write(0));
        return new Toy([thread, thread], toy => toy.Cell(0) == wanted ? new Violation("never", "strict alternation") : null);
    }

    private static string Text(ExplorationResult result)
    {
        var findings = result.Findings.Select(finding => $"{finding.Execution} {finding.Violation} {ChiSquare.Text(finding.Schedule)}");
        return $"{result with { Findings = [] }} {string.Join(" | ", findings)}";
    }

    private sealed class Counter : IExecutionSink
    {
        private int _ended;

        public int Ended => _ended;

        void IExecutionSink.Ended(long index, Execution execution, IProgram program) => Interlocked.Increment(ref _ended);
    }
}
