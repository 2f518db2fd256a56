using RaceSim.Kernel.Locks;
using Xunit;

namespace RaceSim.Tests.Kernel;

public sealed class LockStateTests
{
    private readonly LockState _lock = new(0, "l", LockClass.MmapLock, 8);

    [Fact]
    public void Waiters_are_served_in_the_order_they_came()
    {
        Assert.True(_lock.Request(3, shared: false));
        Assert.False(_lock.Request(1, shared: false));
        Assert.False(_lock.Request(2, shared: false));
        Assert.Equal(-1, _lock.GrantNext());
        Assert.True(_lock.Release(3));
        Assert.Equal(1, _lock.GrantNext());
        Assert.Equal(1, _lock.Holder);
        Assert.Equal(-1, _lock.GrantNext());
        Assert.True(_lock.Release(1));
        Assert.Equal(2, _lock.GrantNext());
        Assert.Equal(0, _lock.Waiters);
    }

    [Fact]
    public void A_shared_request_never_overtakes_a_waiting_exclusive_one()
    {
        Assert.True(_lock.Request(0, shared: true));
        Assert.True(_lock.Request(1, shared: true));
        Assert.False(_lock.Request(2, shared: false));
        Assert.False(_lock.Request(3, shared: true));
        Assert.True(_lock.Release(0));
        Assert.Equal(-1, _lock.GrantNext());
        Assert.True(_lock.Release(1));
        Assert.Equal(2, _lock.GrantNext());
        Assert.Equal(-1, _lock.GrantNext());
        Assert.True(_lock.Release(2));
        Assert.Equal(3, _lock.GrantNext());
        Assert.Equal(1UL << 3, _lock.Readers);
    }

    [Fact]
    public void Trylock_takes_only_a_lock_that_is_free_and_wanted_by_nobody()
    {
        Assert.True(_lock.Try(0));
        Assert.False(_lock.Try(1));
        Assert.False(_lock.Request(2, shared: false));
        Assert.True(_lock.Release(0));
        Assert.True(_lock.IsFree);
        Assert.False(_lock.Try(1));
        Assert.Equal(2, _lock.GrantNext());
    }

    [Fact]
    public void Only_a_holder_can_release()
    {
        Assert.True(_lock.Request(0, shared: true));
        Assert.False(_lock.Release(1));
        Assert.True(_lock.IsHeldBy(0));
        Assert.True(_lock.Release(0));
        Assert.False(_lock.Release(0));
        Assert.True(_lock.IsFree);
    }

    [Fact]
    public void Fingerprint_tells_holder_mode_and_queue_apart_and_forgets_at_reset()
    {
        var seen = new HashSet<ulong> { _lock.Fingerprint() };
        _lock.Request(0, shared: false);
        Assert.True(seen.Add(_lock.Fingerprint()));
        _lock.Request(1, shared: false);
        Assert.True(seen.Add(_lock.Fingerprint()));
        _lock.Request(2, shared: false);
        Assert.True(seen.Add(_lock.Fingerprint()));
        _lock.Reset();
        Assert.False(seen.Add(_lock.Fingerprint()));
        _lock.Request(0, shared: true);
        Assert.True(seen.Add(_lock.Fingerprint()));
    }
}
