using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>The exhaustive strategies against closed formulas and against each other.</summary>
public sealed class SearchTests
{
    private static readonly ExplorationOptions All = new() { StopAtFirstViolation = false };

    [Theory]
    [InlineData(new[] { 3 }, 1)]
    [InlineData(new[] { 1, 1, 1, 1 }, 24)]
    [InlineData(new[] { 2, 2 }, 6)]
    [InlineData(new[] { 3, 4 }, 35)]
    [InlineData(new[] { 2, 2, 2 }, 90)]
    [InlineData(new[] { 3, 3, 3 }, 1680)]
    public void Depth_first_visits_multinomially_many_different_schedules(int[] lengths, int count)
    {
        Assert.Equal(count, Distinct(Toys.Racing(lengths), new DepthFirst()).Count);
        var result = Explorer.Search(Toys.Independent(lengths), new DepthFirst(), All);
        Assert.Equal(count, result.Schedules);
        Assert.Equal((long)count * lengths.Sum(), result.Steps);
        Assert.True(result.Exhausted);
    }

    [Fact]
    public void Depth_first_enumerates_the_values_of_choices() =>
        Assert.Equal(18, Distinct(Toys.Choosing(), new DepthFirst()).Count);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 6)]
    [InlineData(2, 14)]
    [InlineData(3, 18)]
    [InlineData(4, 20)]
    public void Bounded_search_of_two_actors_of_three_steps_counts_schedules_by_preemptions(int bound, int count)
    {
        var search = new BoundedSearch(bound);
        Assert.Equal(count, Distinct(Toys.Racing(3, 3), search).Count);
        Assert.Equal(bound < 4, search.WasCut);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bounded_search_finds_exactly_the_schedules_that_have_few_enough_preemptions(int bound)
    {
        foreach (var create in new Func<Toy>[] { () => Toys.Racing(2, 2, 2), Toys.Choosing, Toys.Deadlocking })
        {
            var all = Distinct(create(), new DepthFirst());
            var expected = all.Where(pair => Preemptions(create(), pair.Value) <= bound).Select(pair => pair.Key).Order();
            Assert.Equal(expected, Distinct(create(), new BoundedSearch(bound)).Keys.Order());
        }
    }

    [Fact]
    public void A_bound_that_excludes_nothing_says_so()
    {
        var search = new BoundedSearch(20);
        Assert.Equal(90, Explorer.Search(Toys.Racing(2, 2, 2), search, All).Schedules);
        Assert.False(search.WasCut);
    }

    [Fact]
    public void A_deadlock_is_a_finding_that_names_who_waits()
    {
        var result = Explorer.Search(Toys.Deadlocking(), new BoundedSearch(1), new ExplorationOptions());
        Assert.Equal("deadlock", result.First?.Violation.Invariant);
        Assert.Equal("nobody can move: T0, T1 wait for ever", result.First?.Violation.Message);
        Assert.False(result.Exhausted);
        var execution = Replay.Run(Toys.Deadlocking(), result.First!.Schedule, 100, out var divergence);
        Assert.Equal(ExecutionEnd.Deadlocked, execution.End);
        Assert.Null(divergence);
    }

    [Fact]
    public void A_race_is_found_with_its_schedule()
    {
        var result = Explorer.Search(Toys.LostUpdate(), new DepthFirst(), new ExplorationOptions());
        Assert.Equal("ABA", ChiSquare.Text(result.First!.Schedule));
        Assert.Equal(3, result.First.Schedule.FingerprintCount);
        Assert.Equal(result.First.Execution + 1, result.Schedules);
    }

    [Fact]
    public void A_step_bound_leaves_no_proof()
    {
        var result = Explorer.Search(new Endless(), new DepthFirst(), new ExplorationOptions { StepBound = 4 });
        Assert.Equal(16, result.Schedules);
        Assert.Equal(16, result.StepBoundHits);
        Assert.Equal(4, result.LongestExecution);
        Assert.False(result.Exhausted);
    }

    [Fact]
    public void A_limit_that_is_exactly_the_size_of_the_space_still_proves()
    {
        Assert.True(Explorer.Search(Toys.Racing(2, 2), new DepthFirst(), new ExplorationOptions { MaxSchedules = 6 }).Exhausted);
        Assert.False(Explorer.Search(Toys.Racing(2, 2), new DepthFirst(), new ExplorationOptions { MaxSchedules = 5 }).Exhausted);
    }

    [Fact]
    public void A_spent_budget_interrupts()
    {
        var asked = 0;
        var result = Explorer.Search(Toys.Racing(4, 4, 4), new DepthFirst(), new ExplorationOptions { KeepGoing = () => ++asked < 3 });
        Assert.Equal(2 * Explorer.Chunk, result.Schedules);
        Assert.True(result.Interrupted);
        Assert.False(result.Exhausted);
    }

    private static Dictionary<string, Schedule> Distinct(IProgram program, IStrategy strategy)
    {
        var schedules = new Dictionary<string, Schedule>();
        var recorder = new Recorder(strategy);
        while (Executor.TryRun(program, recorder, 100, out _))
            schedules.Add(ChiSquare.Text(recorder.Schedule), recorder.Schedule.Clone());
        return schedules;
    }

    private static int Preemptions(Toy toy, Schedule schedule)
    {
        var preemptions = 0;
        for (var i = 0; i < schedule.Count; i++)
        {
            if (i > 0 && schedule[i].Actor != schedule[i - 1].Actor && ActorSet.Contains(toy.Enabled, schedule[i - 1].Actor))
                preemptions++;
            toy.Step(schedule[i].Actor, schedule[i].Value);
        }

        return preemptions;
    }
}
