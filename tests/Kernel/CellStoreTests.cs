using RaceSim.Kernel.Memory;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class CellStoreTests
{
    [Fact]
    public void Reset_undoes_every_write_and_keeps_later_epochs_apart()
    {
        var store = new CellStore();
        var cells = Enumerable.Range(0, 200).Select(i => store.Allocate($"c{i}", i)).ToArray(); // Beyond the first capacity.
        for (var epoch = 0; epoch < 3; epoch++)
        {
            store.Write(cells[7], 70 + epoch);
            store.Write(cells[7], 71 + epoch);
            store.Write(cells[150], -1);
            Assert.Equal(71 + epoch, store.Read(cells[7]));
            store.Reset();
            Assert.All(cells, c => Assert.Equal(c.Id, store.Read(c)));
            Assert.Equal(0UL, store.Fingerprint());
        }
    }

    [Fact]
    public void Fingerprint_depends_on_the_state_and_not_on_how_it_was_reached()
    {
        var store = new CellStore();
        var (a, b) = (store.Allocate("a"), store.Allocate("b"));
        store.Write(a, 1);
        store.Write(b, 2);
        var one = store.Fingerprint();
        store.Reset();
        store.Write(b, 9);
        store.Write(b, 2);
        store.Write(a, 1);
        Assert.Equal(one, store.Fingerprint());
        store.Write(a, 2);
        store.Write(b, 1);
        Assert.NotEqual(one, store.Fingerprint());
        store.Write(a, 0);
        store.Write(b, 0);
        Assert.Equal(0UL, store.Fingerprint());
    }

    [Fact]
    public void Writes_touch_watchers_and_only_ordered_ones_make_steps_dependent()
    {
        var store = new CellStore();
        var (a, b, c) = (store.Allocate("a"), store.Allocate("b"), store.Allocate("c"));
        store.Watch(a, 1, ordered: true);
        store.Watch(b, 2, ordered: false);
        store.Watch(c, 4, ordered: false);
        store.OrderDecrease(c, 4);
        Assert.Equal((1UL, 0UL, 0UL), (store.Observers(a.Id), store.Observers(b.Id), store.Observers(c.Id)));
        Assert.Equal((0UL, 0UL, 4UL), (store.DecreaseObservers(a.Id), store.DecreaseObservers(b.Id), store.DecreaseObservers(c.Id)));
        store.Write(b, 0);
        Assert.Equal(2UL, store.Touched);
        store.Write(c, 1);
        Assert.Equal(6UL, store.Touched);
        store.Reset();
        Assert.Equal(0UL, store.Touched);
    }
}
