using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

public sealed class BoundedPartitionTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 10)]
    [InlineData(2, 50)]
    [InlineData(100, 7)]
    public void The_parts_have_every_schedule_once(int preemptions, int parts)
    {
        var program = Toys.Racing(3, 3, 2);
        var whole = new BoundedSearch(preemptions);
        var expected = Schedules(program, whole);
        var partition = new BoundedPartition(program, preemptions, 100);
        var found = new List<string>();
        var wasCut = false;
        foreach (var path in partition.Split([], parts))
        {
            var search = new BoundedSearch(preemptions, path);
            found.AddRange(Schedules(program, search));
            wasCut |= search.WasCut || partition.IsCut(path);
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(whole.WasCut, wasCut);
    }

    private static List<string> Schedules(IProgram program, BoundedSearch search)
    {
        var recorder = new Recorder(search);
        var schedules = new List<string>();
        while (Executor.TryRun(program, recorder, 100, out _))
            schedules.Add(DecisionText.Format(recorder.Schedule));
        return schedules;
    }
}
