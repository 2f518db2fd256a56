using System.Runtime.CompilerServices;
using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>
/// The present execution with its happens-before relation by vector clocks, and the races found in it. A prefix kept from the execution before
/// keeps its clocks and its races; only the new events are compared with what came before them.
/// </summary>
/// <remarks>
/// Happens-before is the transitive closure of program order, dependence (<see cref="Dependence"/>) and enabling: the step after a lock request comes
/// after every release that had to precede the grant, a drain of a store buffer after its store and after what a barrier puts before it. Enabling cannot be reversed and so is never a race.
/// </remarks>
internal sealed class ExecutionLog
{
    /// <summary>The state is saved every so many events; what was not saved is appended again.</summary>
    private const int CheckpointDistance = 8;

    private const int Observers = 64;

    private readonly IProgram _program;
    private readonly int _actors;
    private readonly int[] _lastOnCell;
    private readonly int[] _lastOnLock;

    // What is true of the present prefix as a whole lies in one array, so that it is saved and restored by a copy: of each actor a clock, its
    // number of steps and the lock it waits for; of each lock the joined clocks of its releases; of each observer the last event it saw.
    private readonly int[] _state;
    private readonly int _localCounts;
    private readonly int _awaited;
    private readonly int _lastObserved;
    private readonly int _releases;
    private readonly int _exclusiveReleases;
    private readonly List<Race> _races = [];
    private Event[] _events = new Event[256];
    private int[] _clocks;
    private int[] _checkpoints;
    private int[] _candidates = new int[64];
    private int _candidateCount;

    public ExecutionLog(IProgram program)
    {
        _program = program;
        _actors = program.ActorCount;
        _lastOnCell = new int[Math.Max(1, program.CellCount)];
        _lastOnLock = new int[Math.Max(1, program.LockCount)];
        Array.Fill(_lastOnCell, -1);
        Array.Fill(_lastOnLock, -1);
        _localCounts = _actors * _actors;
        _awaited = _localCounts + _actors;
        _lastObserved = _awaited + _actors;
        _releases = _lastObserved + Observers;
        _exclusiveReleases = _releases + (_lastOnLock.Length * _actors);
        _state = new int[_exclusiveReleases + (_lastOnLock.Length * _actors)];
        Array.Fill(_state, -1, _lastObserved, Observers);
        _checkpoints = [.. _state];
        _clocks = new int[_events.Length * _actors];
    }

    /// <summary>The number of actors.</summary>
    public int Actors => _actors;

    /// <summary>The number of events so far.</summary>
    public int Count { get; private set; }

    /// <summary>The races of this execution, in the order of their later events.</summary>
    public List<Race> Races => _races;

    /// <summary>An event, in place.</summary>
    public ref Event this[int index] => ref _events[index];

    /// <summary>
    /// Begins an execution that has its first <paramref name="kept"/> steps in common with the one before: their events, clocks and races stand.
    /// </summary>
    /// <returns>The number of steps of which the log needs no word: the others have to be appended (again).</returns>
    public int Begin(int kept)
    {
        while (Count > kept)
        {
            Unchain(ref _events[--Count]);
        }

        while (_races.Count > 0 && _races[^1].Later >= kept)
        {
            _races.RemoveAt(_races.Count - 1);
        }

        Count = kept - (kept % CheckpointDistance);
        _checkpoints.AsSpan(Count / CheckpointDistance * _state.Length, _state.Length).CopyTo(_state);
        return Count;
    }

    /// <summary>The clock of an event: of each actor, how many of its steps happen before the event (or are it).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> Clock(int index) => _clocks.AsSpan(index * _actors, _actors);

    /// <summary>The clocks of all events from <paramref name="index"/> on, one after the other.</summary>
    public ReadOnlySpan<int> ClocksFrom(int index) => _clocks.AsSpan(index * _actors, (Count - index) * _actors);

    /// <summary>Appends a step that is about to be performed.</summary>
    /// <param name="actor">Who takes it.</param>
    /// <param name="value">The value chosen.</param>
    /// <param name="operation">The step as announced.</param>
    /// <param name="known">Whether the same event stood here in the execution before: its clock and its races are kept.</param>
    public void Append(int actor, int value, in Operation operation, bool known)
    {
        if (Count == _events.Length)
        {
            Array.Resize(ref _events, Count * 2);
            Array.Resize(ref _clocks, Count * 2 * _actors);
        }

        if (!known && Count % CheckpointDistance == 0)
        {
            Save();
        }

        var index = Count++;
        var local = ++_state[_localCounts + actor];
        ref var added = ref _events[index];
        if (!known)
        {
            added.Actor = actor;
            added.Value = value;
            added.Local = local;
            added.Operation = operation;
            Chain(ref added, index);
        }

        var own = ClockOf(actor);
        var clock = _clocks.AsSpan(index * _actors, _actors);
        if (!known)
        {
            own.CopyTo(clock);
            JoinEnabling(index, actor, clock);
            JoinDependent(index, actor, clock);
            clock[actor] = local;
        }

        clock.CopyTo(own);
        Observe(operation.Observers, index);
    }

    /// <summary>Accounts for what the step appended last has enabled.</summary>
    /// <param name="before">The enabled actors before the step.</param>
    /// <param name="after">The enabled actors after the step.</param>
    public void Performed(ulong before, ulong after)
    {
        var index = Count - 1;
        ref var last = ref _events[index];
        var clock = _clocks.AsSpan(index * _actors, _actors);
        switch (last.Operation.LockAction)
        {
            case LockAction.Release:
                Join(ReleasesOf(_releases, last.Operation.Lock), clock);
                Join(ReleasesOf(_exclusiveReleases, last.Operation.Lock), clock);
                break;
            case LockAction.ReleaseShared:
                Join(ReleasesOf(_releases, last.Operation.Lock), clock);
                break;
            case LockAction.Request or LockAction.RequestShared:
                var releases = last.Operation.LockAction == LockAction.RequestShared ? _exclusiveReleases : _releases;
                _state[_awaited + last.Actor] = releases + (last.Operation.Lock * _actors);
                if ((after & (1UL << last.Actor)) != 0)
                {
                    JoinReleases(last.Actor);
                }

                break;
        }

        for (var enabled = after & ~before & ~(1UL << last.Actor); enabled != 0; enabled &= enabled - 1)
        {
            var actor = System.Numerics.BitOperations.TrailingZeroCount(enabled);
            Join(ClockOf(actor), clock);
            JoinReleases(actor);
        }
    }

    private void JoinReleases(int actor)
    {
        var awaited = _state[_awaited + actor];
        if (awaited > 0)
        {
            Join(ClockOf(actor), _state.AsSpan(awaited, _actors));
            _state[_awaited + actor] = 0;
        }
    }

    private Span<int> ClockOf(int actor) => _state.AsSpan(actor * _actors, _actors);

    private Span<int> ReleasesOf(int mode, int id) => _state.AsSpan(mode + (id * _actors), _actors);

    private void Save()
    {
        var place = Count / CheckpointDistance * _state.Length;
        if (place + _state.Length > _checkpoints.Length)
        {
            Array.Resize(ref _checkpoints, Math.Max(place + _state.Length, _checkpoints.Length * 2));
        }

        _state.CopyTo(_checkpoints.AsSpan(place));
    }

    private void Chain(ref Event added, int index)
    {
        ref var operation = ref added.Operation;
        added.PreviousOnCell = ChainCell(operation.Cell, index);
        if (operation.Cell2 >= 0)
        {
            added.PreviousOnCell2 = operation.Cell2 == operation.Cell ? added.PreviousOnCell : ChainCell(operation.Cell2, index);
            added.PreviousOnCell3 = operation.Cell3 == operation.Cell ? added.PreviousOnCell
                : operation.Cell3 == operation.Cell2 ? added.PreviousOnCell2 : ChainCell(operation.Cell3, index);
        }

        if (operation.Lock >= 0)
        {
            added.PreviousOnLock = _lastOnLock[operation.Lock];
            _lastOnLock[operation.Lock] = index;
        }
    }

    private int ChainCell(int cell, int index)
    {
        if (cell < 0)
        {
            return -1;
        }

        var previous = _lastOnCell[cell];
        _lastOnCell[cell] = index;
        return previous;
    }

    private void Unchain(ref Event last)
    {
        ref var operation = ref last.Operation;
        if (operation.Cell >= 0)
        {
            _lastOnCell[operation.Cell] = last.PreviousOnCell;
        }

        if (operation.Cell2 >= 0)
        {
            _lastOnCell[operation.Cell2] = last.PreviousOnCell2;
            if (operation.Cell3 >= 0)
            {
                _lastOnCell[operation.Cell3] = last.PreviousOnCell3;
            }
        }

        if (operation.Lock >= 0)
        {
            _lastOnLock[operation.Lock] = last.PreviousOnLock;
        }
    }

    // What a store buffer puts before the step: an order that cannot be reversed, so it is joined before races are looked for.
    private void JoinEnabling(int index, int actor, Span<int> clock)
    {
        foreach (var (by, local) in _program.EnabledBy(actor))
        {
            var earlier = index - 1;
            while (_events[earlier].Actor != by || _events[earlier].Local != local)
            {
                earlier--;
            }

            Join(clock, _clocks.AsSpan(earlier * _actors, _actors));
        }
    }

    /// <summary>Joins the clocks of all events that the new one depends on; those not ordered before it otherwise are races.</summary>
    private void JoinDependent(int index, int actor, Span<int> clock)
    {
        ref var added = ref _events[index];
        _candidateCount = 0;
        CollectCell(added.PreviousOnCell, added.Operation.Cell, added.Operation.Mode);
        if (added.Operation.Cell2 >= 0)
        {
            CollectCell(added.PreviousOnCell2, added.Operation.Cell2, added.Operation.Mode2);
            CollectCell(added.PreviousOnCell3, added.Operation.Cell3, added.Operation.Mode3);
        }

        if (added.Operation.Lock >= 0)
        {
            CollectLock(added.PreviousOnLock, added.Operation.LockAction);
        }

        for (var observers = added.Operation.Observers; observers != 0; observers &= observers - 1)
        {
            var last = _state[_lastObserved + System.Numerics.BitOperations.TrailingZeroCount(observers)];
            if (last >= 0)
            {
                Collect(last);
            }
        }

        var candidates = _candidates.AsSpan(0, _candidateCount);
        if (_candidateCount > 1)
        {
            candidates.Sort();
        }

        for (var i = candidates.Length - 1; i >= 0; i--)
        {
            var earlier = candidates[i];
            ref var other = ref _events[earlier];
            if (clock[other.Actor] >= other.Local)
            {
                continue;
            }

            if (other.Actor != actor)
            {
                _races.Add(new Race(earlier, index));
            }

            Join(clock, _clocks.AsSpan(earlier * _actors, _actors));
        }
    }

    private void CollectCell(int previous, int cell, AccessMode mode)
    {
        while (previous >= 0)
        {
            ref var other = ref _events[previous];
            var (otherMode, next) = On(ref other, cell);
            if (otherMode == AccessMode.Write)
            {
                Collect(previous);
                return; // Everything before is ordered before this write.
            }

            if (mode == AccessMode.Write)
            {
                Collect(previous);
            }

            previous = next;
        }
    }

    /// <summary>How an event touches a cell, and the event before it on that cell. One that reads and writes it in two places writes it.</summary>
    private static (AccessMode Mode, int Previous) On(ref Event other, int cell)
    {
        ref var operation = ref other.Operation;
        if (operation.Cell2 < 0)
        {
            return (operation.Mode, other.PreviousOnCell);
        }

        var mode = operation.Cell == cell ? operation.Mode : AccessMode.None;
        mode = operation.Cell2 == cell && operation.Mode2 > mode ? operation.Mode2 : mode;
        mode = operation.Cell3 == cell && operation.Mode3 > mode ? operation.Mode3 : mode;
        return (mode, operation.Cell == cell ? other.PreviousOnCell : operation.Cell2 == cell ? other.PreviousOnCell2 : other.PreviousOnCell3);
    }

    private void CollectLock(int previous, LockAction action)
    {
        for (; previous >= 0; previous = _events[previous].PreviousOnLock)
        {
            var other = _events[previous].Operation.LockAction;
            if (Dependence.OnOneLock(action, other))
            {
                Collect(previous);
                if (other == LockAction.Request && action is LockAction.Request or LockAction.RequestShared)
                {
                    return; // Everything before that matters to a request is ordered before this one.
                }
            }
        }
    }

    private void Collect(int candidate)
    {
        if (_candidateCount == _candidates.Length)
        {
            Array.Resize(ref _candidates, _candidateCount * 2);
        }

        _candidates[_candidateCount++] = candidate;
    }

    private void Observe(ulong observers, int index)
    {
        for (; observers != 0; observers &= observers - 1)
        {
            _state[_lastObserved + System.Numerics.BitOperations.TrailingZeroCount(observers)] = index;
        }
    }

    private static void Join(Span<int> target, ReadOnlySpan<int> source)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = Math.Max(target[i], source[i]);
        }
    }
}
