using RaceSim.Exploration.Dpor;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Dpor;

public sealed class DporAllocationTests
{
    [Fact]
    public void Executions_allocate_nothing_once_warm()
    {
        const int Warm = 4_000;
        var program = ScenarioCatalogue.Find("midfork-n3").Instantiate(null, InstanceOptions.Default).Program;
        var search = new OptimalDpor(program, 10_000);
        for (var i = 0; i < Warm; i++)
            search.Next(stopAtViolation: false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var executions = 0;
        while (search.Next(stopAtViolation: false) is not null)
            executions++;
        var each = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / executions;
        Assert.Equal(20_160 - Warm, executions);
        Assert.True(each < 1 || !IsOptimized, $"{each:F2} bytes an execution");
    }

    // Without optimisation the compiler makes a coroutine's state a class, one for each start.
    private static bool IsOptimized =>
        !typeof(ScenarioReader).Assembly.GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false)
            .Cast<System.Diagnostics.DebuggableAttribute>().Any(a => a.IsJITOptimizerDisabled);
}
