using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>A schedule that breaks nothing allocates nothing, whatever path it takes and with every check armed: what the first pass needed is used again.</summary>
public sealed class AllocationTests
{
    private const int Walks = 30;
    private const int StepBound = 10_000;

    public static TheoryData<string> Kernel => CatalogueTests.Kernel;

    [Theory]
    [MemberData(nameof(Kernel))]
    public void Walks_allocate_nothing_once_warm(string name)
    {
        var scenario = ScenarioCatalogue.Find(name);
        foreach (var build in scenario.Header.Expectations.Where(e => e.Violates.Count == 0 && e.Holds.Count == 0).Select(e => e.Build))
        {
            var program = scenario.Instantiate(build, InstanceOptions.Default).Program;
            var walk = new RandomWalk(1);
            WalkFromStart(program, walk);
            var before = GC.GetAllocatedBytesForCurrentThread();
            WalkFromStart(program, walk);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated == 0 || !IsOptimized, $"{name} {build}: {allocated} bytes in {Walks} schedules");
        }
    }

    // Without optimisation the compiler makes a coroutine's state a class, one for each start.
    private static bool IsOptimized =>
        !typeof(ScenarioReader).Assembly.GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false)
            .Cast<System.Diagnostics.DebuggableAttribute>().Any(a => a.IsJITOptimizerDisabled);

    private static void WalkFromStart(IProgram program, RandomWalk walk)
    {
        walk.Seek(0);
        for (var i = 0; i < Walks; i++)
        {
            Executor.TryRun(program, walk, StepBound, out _);
        }
    }
}
