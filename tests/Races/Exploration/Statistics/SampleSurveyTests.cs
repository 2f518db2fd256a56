using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>Saturation and reversed pairs of samplings whose truth is known.</summary>
public sealed class SampleSurveyTests
{
    private const string Publication = """
        scenario: publication
        program:
          cells: { data: 0, ready: 0 }
          locks: [ l ]
          threads:
            A:
              - data = 1
              - lock(l)
              - ready = 1
              - unlock(l)
            B:
              - lock(l)
              - r = ready
              - unlock(l)
              - if: r == 1
                then:
                  - s = data
        """;

    [Fact]
    public void The_curve_grows_to_the_number_of_classes()
    {
        var statistics = Sampled(() => Toys.Racing(2, 2), 3_000, 1);
        Assert.Equal(6, statistics.Classes);
        Assert.Equal([1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 3_000], statistics.Curve.Select(c => c.Schedules));
        Assert.Equal(1, statistics.Curve[0].Classes);
        Assert.Equal(6, statistics.Curve[^1].Classes);
        Assert.Equal(statistics.Curve.Select(c => c.Classes).Order(), statistics.Curve.Select(c => c.Classes));
        Assert.Equal(0, statistics.Unseen.Share);
    }

    [Fact]
    public void Independent_threads_have_one_class_and_no_pairs()
    {
        var statistics = Sampled(() => Toys.Independent(3, 3, 3), 500, 1);
        Assert.Equal((1, 0), (statistics.Classes, statistics.Pairs));
    }

    [Fact]
    public void The_number_of_workers_changes_nothing()
    {
        var one = Sampled(() => Toys.Racing(3, 3, 3), 2_000, 1);
        var four = Sampled(() => Toys.Racing(3, 3, 3), 2_000, 4);
        Assert.Equal((one.Classes, one.Unseen, one.Pairs, one.Reversed), (four.Classes, four.Unseen, four.Pairs, four.Reversed));
        Assert.Equal(one.Curve, four.Curve);
        Assert.Equal(one.NeverReversed, four.NeverReversed);
    }

    [Fact]
    public void Statistics_count_only_what_the_result_counts()
    {
        var survey = new SampleSurvey();
        var program = Toys.LostUpdate();
        var sampler = survey.Watch(new RandomWalk(2), program);
        var result = Explorer.Sample(() => program, () => sampler, new ExplorationOptions { MaxSchedules = 1_000, Sink = survey });
        Assert.NotNull(result.First);
        Assert.Equal(result.Schedules, survey.Statistics(result.Schedules)!.Schedules);
        Assert.Null(survey.Statistics(0));
    }

    [Fact]
    public void A_pair_that_the_program_orders_is_named_as_never_reversed_and_one_that_races_is_not()
    {
        var scenario = ScenarioReader.Read(Publication, "publication.yaml");
        var report = Sampling.Run(scenario, null, new SamplingOptions { Seed = 5 }, new RunOptions { MaxExecutions = 300, Statistics = true });
        var statistics = report.Statistics!;
        Assert.Equal((2, 1), (statistics.Pairs, statistics.Reversed));
        var pair = Assert.Single(statistics.NeverReversed);
        Assert.Equal(("A", "B"), (pair.First.Member, pair.Then.Member));
        Assert.Equal(["A", "B"], report.Actors);
    }

    [Theory]
    [InlineData(SamplingStrategy.Bounded)]
    [InlineData(SamplingStrategy.Rff)]
    public void What_is_not_sampled_independently_has_no_statistics(SamplingStrategy strategy)
    {
        var scenario = ScenarioReader.Read(Publication, "publication.yaml");
        Assert.Null(Sampling.Run(scenario, null, new SamplingOptions { Strategy = strategy }, new RunOptions { MaxExecutions = 50, Statistics = true }).Statistics);
    }

    [Fact]
    public void Nobody_pays_who_does_not_ask()
    {
        var scenario = ScenarioReader.Read(Publication, "publication.yaml");
        Assert.Null(Sampling.Run(scenario, null, new SamplingOptions(), new RunOptions { MaxExecutions = 50 }).Statistics);
    }

    private static SampleStatistics Sampled(Func<IProgram> create, int schedules, int workers)
    {
        var survey = new SampleSurvey();
        IProgram latest = create();
        Explorer.Sample(
            () => latest = create(),
            () => survey.Watch(new RandomWalk(1), latest),
            new ExplorationOptions { MaxSchedules = schedules, Workers = workers, Sink = survey });
        return survey.Statistics(schedules)!;
    }
}
