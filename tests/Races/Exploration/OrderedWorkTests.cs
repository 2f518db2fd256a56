using RaceSim.Exploration;
using Xunit;

namespace RaceSim.Tests.Exploration;

public sealed class OrderedWorkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Results_come_in_order_and_a_piece_may_become_several(int workers)
    {
        var added = new List<string>();
        var work = new OrderedWork<string, string>(
            ["a", "bcd", "e", "fg"],
            _ => false,
            (item, result) =>
            {
                added.Add(item + result);
                return true;
            });
        work.Run(Several<string, string>(workers, item => item.Length > 1 ? (null, [.. item.Select(c => c.ToString())]) : (item.ToUpperInvariant(), null)));
        Assert.Equal(["aA", "bB", "cC", "dD", "eE", "fF", "gG"], added);
        Assert.Empty(work.Pending);
        Assert.False(work.IsDecided);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Nothing_after_the_first_result_that_decides_is_added(int workers)
    {
        var added = new List<int>();
        var work = new OrderedWork<int, object>(Enumerable.Range(0, 100), result => (int)result % 10 == 7, (item, _) =>
        {
            added.Add(item);
            return true;
        });
        work.Run(Several<int, object>(workers, item => (item, null)));
        Assert.Equal(Enumerable.Range(0, 8), added);
        Assert.True(work.IsDecided);
    }

    [Fact]
    public void What_a_worker_stops_at_stays_pending()
    {
        var work = new OrderedWork<int, object>(Enumerable.Range(0, 5), _ => false, (_, _) => true);
        work.Run(Several<int, object>(1, item => (item == 3 ? null : item, null)));
        Assert.Equal([3, 4], work.Pending);
    }

    [Fact]
    public void A_fault_of_a_worker_is_the_callers()
    {
        var work = new OrderedWork<int, object>(Enumerable.Range(0, 50), _ => false, (_, _) => true);
        Assert.Throws<FormatException>(() => work.Run(Several<int, object>(3, item => item == 20 ? throw new FormatException() : (item, null))));
    }

    private static Func<TItem, (TResult?, IReadOnlyList<TItem>?)>[] Several<TItem, TResult>(int workers, Func<TItem, (TResult?, IReadOnlyList<TItem>?)> work)
        where TResult : class => [.. Enumerable.Repeat(work, workers)];
}
