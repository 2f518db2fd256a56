using RaceSim.Steps;
using Xunit;
using static RaceSim.Tests.Dpor.ConflictSteps;

namespace RaceSim.Tests.Dpor;

public sealed class ConflictTests
{
    [Fact]
    public void A_choice_of_a_bystander_does_not_hide_a_race() => Agrees(4, [Write(0)], [Read(0)], [Choose(2)]);

    [Fact]
    public void A_path_of_conflicts_has_all_its_orientations()
    {
        // q conflicts with e and k, k with g, g with f: in every numbering of the threads 2^4 orientations.
        ConflictToy.Step[] steps = [Write(0), Write(0, 1), Write(1, 2), Write(2, 3), Write(3)];
        foreach (var order in Permutations(5))
            Agrees(16, [.. order.Select(i => new[] { steps[i] })]);
    }

    [Fact]
    public void Shared_requests_commute() => Agrees(1, [LockShared(0), UnlockShared(0)], [LockShared(0), UnlockShared(0)], [LockShared(0), UnlockShared(0)]);

    [Fact]
    public void A_writer_is_before_or_after_each_reader() =>
        Agrees(4, [LockShared(0), UnlockShared(0)], [LockShared(0), UnlockShared(0)], [Lock(0), Unlock(0)]);

    [Fact]
    public void A_queue_is_first_come_first_served() =>
        Agrees(6, [Lock(0), Write(0), Unlock(0)], [Lock(0), Write(0), Unlock(0)], [Lock(0), Write(0), Unlock(0)]);

    [Fact]
    public void A_started_thread_comes_after_its_start() => Agrees(4, [Write(0), Start(2), Write(1)], [Write(2)], [Write(0), Write(1), Write(2)]);

    [Fact]
    public void A_thread_that_awaits_two_completions_comes_after_both() =>
        Agrees(2, [Await(0, 2), Write(0)], [Write(1), Complete(0)], [Write(1), Complete(0)]);

    [Fact]
    public void Steps_of_three_cells() => Agrees(8, [Write(0, 1, 2)], [Write(2, 3, 4)], [Write(4, 5, 6)], [Write(6, 7, 8)]);

    [Fact]
    public void A_cell_named_twice_is_read_and_written() => Agrees(6, [Move(0, 0)], [Move(0, 0, 0)], [Read(0, 0)]);

    [Fact]
    public void A_peek_sees_the_queue() => Oracle(new ConflictToy([Lock(0), Unlock(0)], [Lock(0), Unlock(0)], [Peek(0), Peek(0)]));

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Random_programs(int chunk)
    {
        for (var seed = chunk * 100; seed < (chunk + 1) * 100; seed++)
        {
            var oracle = Dpor.Oracle.Of(ConflictGenerator.Generate(seed, 3_000));
            Assert.True(oracle.Differences.Count == 0, $"seed {seed}: {string.Join('\n', oracle.Differences)}");
        }
    }

    public static TheoryData<int> Chunks => [.. Enumerable.Range(0, 4)];

    private static void Agrees(int classes, params ConflictToy.Step[][] threads) => Assert.Equal(classes, Oracle(new ConflictToy(threads)).Classes);

    private static Oracle Oracle(IProgram program)
    {
        var oracle = Dpor.Oracle.Of(program);
        Assert.True(oracle.Differences.Count == 0, string.Join('\n', oracle.Differences));
        return oracle;
    }

    private static IEnumerable<int[]> Permutations(int count) =>
        count == 0 ? [[]] : Permutations(count - 1).SelectMany(p => Enumerable.Range(0, count).Select(i => (int[])[.. p[..i], count - 1, .. p[i..]]));
}
