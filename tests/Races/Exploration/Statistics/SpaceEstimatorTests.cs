using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Scenarios;
using RaceSim.Steps;
using RaceSim.Tests.Dpor;
using RaceSim.Tests.Sketches;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>The estimates of a space's size against spaces whose true size is known.</summary>
public sealed class SpaceEstimatorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_tree_of_classes_has_one_leaf_for_each_class(int size)
    {
        SketchSize[] sizes = [new(2, 2, 2, 3, 3_000), new(3, 3, 2, 2, 3_000), new(4, 3, 3, 1, 3_000)];
        var leaves = 0L;
        var dead = 0L;
        for (var seed = 2_000; seed < 2_040; seed++)
        {
            var text = SketchGenerator.Generate(seed, sizes[size]);
            var program = ScenarioReader.Read(text, "test.yaml").Instantiate(null, InstanceOptions.Default).Program;
            var (full, blocked) = Leaves(program);
            Assert.True(Classes(program) == full, $"{full} leaves for {Classes(program)} classes of seed {seed}:\n{text}");
            leaves += full;
            dead += blocked;
        }

        Assert.True(dead < leaves, $"{dead} dead ends for {leaves} leaves");
    }

    [Theory]
    [InlineData("midfork-n1", 12)]
    [InlineData("midfork-n2", 360)]
    [InlineData("midfork-n3", 20_160)]
    [InlineData("refmap", 36)]
    public void Classes_of_a_known_number_are_estimated(string name, int classes)
    {
        var estimate = new SpaceEstimator(ScenarioCatalogue.Find(name).Instantiate(null, new InstanceOptions([])).Program, 1, 10_000).Estimate(64, 4_000_000)!;
        Assert.InRange(estimate.Classes, classes - (4 * estimate.ClassesError), classes + (4 * estimate.ClassesError));
        Assert.True(estimate.ClassesError < 0.05 * classes, $"the error of {estimate.Classes} is {estimate.ClassesError}");
    }

    [Fact]
    public void Schedules_of_a_known_number_are_estimated()
    {
        // (3 + 3 + 3)! / (3!)^3, and one class, since nothing is dependent. Exact counts make the walk uniform, so every sample is the number.
        var independent = new SpaceEstimator(Toys.Independent(3, 3, 3), 1, 100).Estimate(4, 100_000)!;
        Assert.Equal(1680, independent.Schedules, 6);
        Assert.Equal((1.0, 0.0), (independent.Classes, independent.ClassesError));
        var racing = new SpaceEstimator(Toys.Racing(3, 3, 3), 1, 100).Estimate(64, 4_000_000)!;
        Assert.Equal(1680, racing.Schedules, 6);
        Assert.InRange(racing.Classes, 1680 - (4 * racing.ClassesError), 1680 + (4 * racing.ClassesError));
    }

    [Fact]
    public void The_mean_over_random_sketches_is_right()
    {
        var error = 0.0;
        var variance = 0.0;
        for (var seed = 3_000; seed < 3_040; seed++)
        {
            var program = ScenarioReader.Read(SketchGenerator.Generate(seed, new SketchSize(3, 3, 2, 2, 3_000)), "test.yaml").Instantiate(null, InstanceOptions.Default).Program;
            var classes = Classes(program);
            var estimate = new SpaceEstimator(program, (ulong)seed, 1_000).Estimate(8, 1_000_000)!;
            error += (estimate.Classes - classes) / classes;
            variance += Math.Pow(estimate.ClassesError / classes, 2);
        }

        Assert.InRange(error, -4 * Math.Sqrt(variance), 4 * Math.Sqrt(variance));
    }

    [Fact]
    public void A_space_without_end_cannot_be_estimated() => Assert.Null(new SpaceEstimator(new Endless(), 1, 100).Estimate(10, 10_000));

    [Fact]
    public void The_same_seed_gives_the_same_estimate()
    {
        SpaceEstimate Once() => new SpaceEstimator(Toys.Racing(3, 3, 3), 9, 100).Estimate(100, 100_000)!;
        Assert.Equal(Once(), Once());
    }

    [Fact]
    public void A_search_that_is_cut_short_says_how_much_there_is()
    {
        var scenario = ScenarioCatalogue.Find("midfork-n2");
        SpaceEstimate? told = null;
        var cut = Verifier.Verify(scenario, null, new RunOptions { MaxExecutions = 36, Estimate = true, Estimated = e => told = e });
        Assert.Equal(Verdict.Unknown, cut.Verdict);
        Assert.Same(cut.Estimate, told);
        Assert.InRange(cut.Estimate!.Classes, 340, 380);
        Assert.Null(Verifier.Verify(scenario, null, new RunOptions { Estimate = true }).Estimate);
        Assert.Null(Verifier.Verify(scenario, null, new RunOptions { MaxExecutions = 36 }).Estimate);
    }

    private static long Classes(IProgram program)
    {
        var dpor = new OptimalDpor(program, 1_000);
        var classes = 0L;
        while (dpor.Next(stopAtViolation: false) is not null)
            classes++;
        return classes;
    }

    // Depth first, again until no access is new.
    private static (long Full, long Blocked) Leaves(IProgram program)
    {
        var future = new FutureAccesses(program);
        var tree = new ClassTree(program, future, 1_000);
        var (full, blocked) = Count(tree);
        for (var i = 0; tree.WasSurprised && i < 20; i++)
        {
            tree.Forgive();
            (full, blocked) = Count(tree);
        }

        return (full, blocked);
    }

    private static (long Full, long Blocked) Count(ClassTree tree)
    {
        var full = 0L;
        var blocked = 0L;
        var open = new List<ClassTreeNode> { ClassTreeNode.Root };
        while (open.Count > 0)
        {
            var node = open[^1];
            open.RemoveAt(open.Count - 1);
            var before = open.Count;
            var isLeaf = tree.Expand(node, open);
            full += isLeaf ? 1 : 0;
            blocked += !isLeaf && open.Count == before ? 1 : 0;
        }

        return (full, blocked);
    }
}
