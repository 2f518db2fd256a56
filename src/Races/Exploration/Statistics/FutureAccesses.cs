using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>What each actor may still touch once it has taken so many steps, and which lock guards it, as far as executions have shown.</summary>
/// <remarks>
/// A cell that is only ever touched by holders of one lock (Savage et al., "Eraser: a dynamic data race detector for multithreaded programs", TOCS 1997) cannot be
/// touched by anybody else while an actor stands before an access of it, so nothing conflicts with that access; the order of such accesses is
/// the order of the lock's requests. The same goes for a lock that is only requested under another one.
/// </remarks>
internal sealed class FutureAccesses
{
    private const int Actions = (int)LockAction.Peek + 1;
    private const int Observers = 64;

    // For each actor and place, the last step (counted from 1) that touched it in any execution; 0 for never.
    private readonly int _cells;
    private readonly int _locks;
    private readonly int[] _touched;
    private readonly int[] _written;
    private readonly int[] _locked;
    private readonly int[] _observed;
    private readonly int _words;
    private readonly ulong[] _held;
    private readonly ulong[] _guards;
    private readonly bool[] _dependent = new bool[Actions * Actions];

    public FutureAccesses(IProgram program)
    {
        _cells = program.CellCount;
        _locks = program.LockCount * Actions;
        _touched = new int[_cells * program.ActorCount];
        _written = new int[_cells * program.ActorCount];
        _locked = new int[_locks * program.ActorCount];
        _observed = new int[Observers * program.ActorCount];
        _words = (program.LockCount + 63) / 64;
        _held = new ulong[_words * program.ActorCount];
        _guards = new ulong[_words * (_cells + program.LockCount + Observers)];
        Array.Fill(_guards, ulong.MaxValue);
        for (var a = 0; a < Actions; a++)
        {
            for (var b = 0; b < Actions; b++)
                _dependent[(a * Actions) + b] = Dependence.OnOneLock((LockAction)a, (LockAction)b);
        }
    }

    /// <summary>Begins an execution.</summary>
    public void Begin() => Array.Clear(_held);

    /// <summary>Adds what an actor touches with a step; true if that was not known.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="number">The step among the actor's own, from 1.</param>
    /// <param name="o">The step.</param>
    public bool Note(int actor, int number, in Operation o)
    {
        var isNew = Cell(actor, number, o.Cell, o.Mode) | Cell(actor, number, o.Cell2, o.Mode2) | Cell(actor, number, o.Cell3, o.Mode3);
        for (var bits = o.Observers; bits != 0; bits &= bits - 1)
        {
            var bit = BitOperations.TrailingZeroCount(bits);
            isNew |= Raise(ref _observed[(actor * Observers) + bit], number) | Unguard(_cells + (_locks / Actions) + bit, actor);
        }

        if (o.Lock >= 0)
        {
            isNew |= Raise(ref _locked[(actor * _locks) + (o.Lock * Actions) + (int)o.LockAction], number);
            isNew |= o.LockAction is not LockAction.Release and not LockAction.ReleaseShared && Unguard(_cells + o.Lock, actor);
            Hold(actor, o);
        }

        return isNew;
    }

    /// <summary>Whether an actor that has taken so many steps may, before the actor of an operation takes it, take one that depends on it.</summary>
    public bool MayConflict(in Operation o, int actor, int taken)
    {
        if (Touches(o.Cell, o.Mode, actor, taken) || Touches(o.Cell2, o.Mode2, actor, taken) || Touches(o.Cell3, o.Mode3, actor, taken))
            return true;
        for (var bits = o.Observers; bits != 0; bits &= bits - 1)
        {
            var bit = BitOperations.TrailingZeroCount(bits);
            if (_observed[(actor * Observers) + bit] > taken && !IsGuarded(_cells + (_locks / Actions) + bit))
                return true;
        }

        if (o.Lock < 0 || (o.LockAction is not LockAction.Release and not LockAction.ReleaseShared && IsGuarded(_cells + o.Lock)))
            return false;
        for (var action = 0; action < Actions; action++)
        {
            if (_dependent[((int)o.LockAction * Actions) + action] && _locked[(actor * _locks) + (o.Lock * Actions) + action] > taken)
                return true;
        }

        return false;
    }

    // The step after a request waits for the grant, so who takes a step holds what it has requested. A trylock may have failed, and a
    // shared hold keeps nobody out.
    private void Hold(int actor, in Operation o)
    {
        ref var word = ref _held[(actor * _words) + (o.Lock / 64)];
        var bit = 1UL << (o.Lock & 63);
        if (o.LockAction == LockAction.Request)
            word |= bit;
        else if (o.LockAction == LockAction.Release)
            word &= ~bit;
    }

    // True if the place had a guard and loses the last one.
    private bool Unguard(int place, int actor)
    {
        var was = IsGuarded(place);
        for (var i = 0; i < _words; i++)
            _guards[(place * _words) + i] &= _held[(actor * _words) + i];
        return was && !IsGuarded(place);
    }

    private bool IsGuarded(int place) => _guards.AsSpan(place * _words, _words).IndexOfAnyExcept(0UL) >= 0;

    private bool Cell(int actor, int number, int cell, AccessMode mode)
    {
        if (cell < 0 || mode == AccessMode.None)
            return false;
        var isNew = Raise(ref _touched[(actor * _cells) + cell], number);
        isNew |= Unguard(cell, actor);
        return (mode == AccessMode.Write && Raise(ref _written[(actor * _cells) + cell], number)) | isNew;
    }

    private bool Touches(int cell, AccessMode mode, int actor, int taken) =>
        cell >= 0 && mode != AccessMode.None && (mode == AccessMode.Write ? _touched : _written)[(actor * _cells) + cell] > taken
        && !IsGuarded(cell);

    private static bool Raise(ref int last, int number)
    {
        var isNew = last < number;
        last = Math.Max(last, number);
        return isNew;
    }
}
