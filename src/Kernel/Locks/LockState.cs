namespace RaceSim.Kernel.Locks;

/// <summary>
/// A lock as state: who holds it and who waits, first come first served. A shared request is granted with the shared ones before it; it
/// never overtakes a waiting exclusive request (as a fair rwsem). It has no thread: the lock actor applies requests to it.
/// </summary>
public sealed class LockState
{
    private readonly int[] _queue;
    private readonly bool[] _queueShared;
    private int _head;
    private int _length;
    private ulong _readers;

    /// <summary>Creates a free lock.</summary>
    /// <param name="id">Its number, from 0.</param>
    /// <param name="name">What a trace calls it.</param>
    /// <param name="lockClass">Its kind.</param>
    /// <param name="capacity">The largest number of waiters: the number of execution contexts.</param>
    public LockState(int id, string name, LockClass lockClass, int capacity)
    {
        Id = id;
        Name = name;
        Class = lockClass;
        _queue = new int[capacity];
        _queueShared = new bool[capacity];
    }

    /// <summary>The lock's number.</summary>
    public int Id { get; }

    /// <summary>What a trace calls the lock.</summary>
    public string Name { get; }

    /// <summary>The kind of lock.</summary>
    public LockClass Class { get; }

    /// <summary>The exclusive holder; -1 if none.</summary>
    public int Holder { get; private set; } = -1;

    /// <summary>The shared holders, one bit each.</summary>
    public ulong Readers => _readers;

    /// <summary>Whether nobody holds it.</summary>
    public bool IsFree => Holder < 0 && _readers == 0;

    /// <summary>The requests that have been made and that the lock has not heard of yet. Only hosts that deliver late have any between steps.</summary>
    public int UnderWay { get; set; }

    /// <summary>Whether its holder has given it up and the lock has not heard of that yet. Only hosts that deliver late have such a lock between steps.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whether nobody holds it, and nobody is about to.</summary>
    public bool IsQuiet => IsFree && UnderWay == 0;

    /// <summary>The number of waiters.</summary>
    public int Waiters => _length;

    /// <summary>Whether a spinlock: its holder must not sleep.</summary>
    public bool IsSpinning => Class is LockClass.Pmd or LockClass.PageTable or LockClass.Mmlist or LockClass.SwapCluster or LockClass.SwapContinuation or LockClass.Interrupts;

    /// <summary>Takes a place in the queue; true if granted at once.</summary>
    public bool Request(int actor, bool shared)
    {
        if (_length == 0 && CanGrant(shared))
        {
            Grant(actor, shared);
            return true;
        }

        var tail = Place(_length);
        _queue[tail] = actor;
        _queueShared[tail] = shared;
        _length++;
        return false;
    }

    /// <summary>Takes the lock if that needs no waiting.</summary>
    public bool Try(int actor)
    {
        if (!IsFree || _length != 0)
        {
            return false;
        }

        Grant(actor, shared: false);
        return true;
    }

    /// <summary>Gives up what <paramref name="actor"/> holds; false if it holds nothing.</summary>
    public bool Release(int actor)
    {
        if (Holder == actor)
        {
            Holder = -1;
            return true;
        }

        var bit = 1UL << actor;
        if ((_readers & bit) == 0)
        {
            return false;
        }

        _readers &= ~bit;
        return true;
    }

    /// <summary>Grants the lock to the next waiter, if it can be; returns its number, or -1.</summary>
    public int GrantNext()
    {
        if (_length == 0 || !CanGrant(_queueShared[_head]))
        {
            return -1;
        }

        var actor = _queue[_head];
        Grant(actor, _queueShared[_head]);
        _head = Place(1);
        _length--;
        return actor;
    }

    /// <summary>Whether <paramref name="actor"/> holds it in either mode.</summary>
    public bool IsHeldBy(int actor) => Holder == actor || (_readers & (1UL << actor)) != 0;

    /// <summary>Whether <paramref name="actor"/> holds it exclusively and has not given it up, whether the lock has heard of that or not.</summary>
    public bool IsKeptBy(int actor) => Holder == actor && !IsGivenUp;

    /// <summary>Returns to free, without waiters.</summary>
    public void Reset()
    {
        Holder = -1;
        _readers = 0;
        _head = 0;
        _length = 0;
        UnderWay = 0;
        IsGivenUp = false;
    }

    /// <summary>A hash of holder and queue.</summary>
    public ulong Fingerprint()
    {
        if (IsFree && _length == 0)
        {
            return 0;
        }

        var hash = Memory.CellStore.Mix(((ulong)Id << 40) ^ ((ulong)(Holder + 1) << 8) ^ 0x5DUL) ^ (_readers * 0x9E3779B97F4A7C15UL);
        for (var i = 0; i < _length; i++)
        {
            hash = Memory.CellStore.Mix(hash ^ (ulong)(_queue[Place(i)] + 1));
        }

        return hash;
    }

    private int Place(int offset)
    {
        var place = _head + offset;
        return place < _queue.Length ? place : place - _queue.Length;
    }

    private bool CanGrant(bool shared) => Holder < 0 && (shared || _readers == 0);

    private void Grant(int actor, bool shared)
    {
        if (shared)
        {
            _readers |= 1UL << actor;
        }
        else
        {
            Holder = actor;
        }
    }
}
