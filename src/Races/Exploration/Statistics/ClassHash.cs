using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// A hash of an execution's equivalence class (Mazurkiewicz trace), computed step by step in constant time: equal for executions that differ only in the
/// order of independent steps, and different otherwise but for a collision of 64 bits.
/// </summary>
/// <remarks>
/// An event's hash is made of what it did, the hash of the event before it of the same actor, and the hashes of the events that it directly depends
/// on, as a sum where those are independent of each other. So it stands for the event's whole causal past, and the sum over all
/// events for the trace. Which steps depend on each other is <see cref="Dependence"/>'s business; the tests compare with a
/// transitive closure computed from nothing else.
/// </remarks>
internal sealed class ClassHash
{
    private const int Actions = (int)LockAction.Peek + 1;
    private const int Observers = 64;

    private readonly ulong[] _own;
    private readonly ulong[] _written;
    private readonly ulong[] _read;
    private readonly int[] _cellEpoch;
    private readonly ulong[] _lock;
    private readonly int[] _lockEpoch;
    private readonly ulong[] _observed = new ulong[Observers];
    private readonly bool[] _dependent = new bool[Actions * Actions];
    private int _epoch;
    private int _last;

    /// <summary>A hash for executions of a program.</summary>
    public ClassHash(IProgram program)
    {
        _own = new ulong[program.ActorCount];
        _written = new ulong[Math.Max(1, program.CellCount)];
        _read = new ulong[_written.Length];
        _cellEpoch = new int[_written.Length];
        _lock = new ulong[Math.Max(1, program.LockCount) * Actions];
        _lockEpoch = new int[Math.Max(1, program.LockCount)];
        for (var a = 0; a < Actions; a++)
        {
            for (var b = 0; b < Actions; b++)
                _dependent[(a * Actions) + b] = Dependence.OnOneLock((LockAction)a, (LockAction)b);
        }
    }

    /// <summary>The class of the steps added so far.</summary>
    public ulong Value { get; private set; }

    /// <summary>Begins an execution.</summary>
    public void Begin()
    {
        _epoch++;
        Value = 0;
        Array.Clear(_observed);
        for (var actor = 0; actor < _own.Length; actor++)
            _own[actor] = Mixing.Mix((ulong)actor + Mixing.Gamma);
    }

    /// <summary>Adds a step that is about to be performed.</summary>
    public void Add(int actor, in Operation operation)
    {
        var hash = Mixing.Mix(_own[actor] ^ Describe(operation));
        if (operation.Cell >= 0)
            hash = Mixing.Mix(hash + Before(operation.Cell, operation.Mode));
        if (operation.Cell2 >= 0)
            hash = Mixing.Mix(hash + Before(operation.Cell2, operation.Mode2));
        if (operation.Cell3 >= 0)
            hash = Mixing.Mix(hash + Before(operation.Cell3, operation.Mode3));
        if (operation.Lock >= 0)
            hash = Mixing.Mix(hash + BeforeOnLock(operation.Lock, operation.LockAction));
        for (var bits = operation.Observers; bits != 0; bits &= bits - 1)
            hash = Mixing.Mix(hash + _observed[BitOperations.TrailingZeroCount(bits)]);

        Note(operation, hash);
        _own[actor] = hash;
        _last = actor;
        Value += Mixing.Mix(hash ^ Mixing.Gamma);
    }

    /// <summary>Says what the step added last has chosen.</summary>
    public void Chosen(int value)
    {
        _own[_last] = Mixing.Mix(_own[_last] + ((ulong)value + 1) * Mixing.Gamma);
        Value += _own[_last];
    }

    // A mode means nothing without its cell; what is stored follows from what was read.
    private static ulong Describe(in Operation o)
    {
        var hash = (ulong)o.Kind | ((ulong)o.LockAction << 8) | ((ulong)(uint)o.Arity << 32);
        hash = Mixing.Mix(hash + Place(o.Cell, o.Mode));
        if (o.Cell2 >= 0 || o.Cell3 >= 0)
            hash = Mixing.Mix(Mixing.Mix(hash + Place(o.Cell2, o.Mode2)) + Place(o.Cell3, o.Mode3));
        return Mixing.Mix(hash ^ ((ulong)(uint)(o.Lock + 1) << 16));
    }

    private static ulong Place(int cell, AccessMode mode) => cell < 0 ? 0 : ((ulong)(uint)(cell + 1) << 8) | (ulong)mode;

    private ulong Before(int cell, AccessMode mode)
    {
        if (_cellEpoch[cell] != _epoch)
        {
            _cellEpoch[cell] = _epoch;
            _written[cell] = 0;
            _read[cell] = 0;
        }

        return mode switch
        {
            AccessMode.Write => _written[cell] + (_read[cell] * 3),
            AccessMode.Read => _written[cell],
            _ => 0,
        };
    }

    private ulong BeforeOnLock(int id, LockAction action)
    {
        var actions = _lock.AsSpan(id * Actions, Actions);
        if (_lockEpoch[id] != _epoch)
        {
            _lockEpoch[id] = _epoch;
            actions.Clear();
        }

        var sum = 0UL;
        for (var other = 0; other < Actions; other++)
            sum += _dependent[((int)action * Actions) + other] ? actions[other] : 0;
        return sum;
    }

    private void Note(in Operation operation, ulong hash)
    {
        NoteCell(operation.Cell, operation.Mode, hash);
        NoteCell(operation.Cell2, operation.Mode2, hash);
        NoteCell(operation.Cell3, operation.Mode3, hash);
        if (operation.Lock >= 0)
            _lock[(operation.Lock * Actions) + (int)operation.LockAction] += Mixing.Mix(hash + 1);
        for (var bits = operation.Observers; bits != 0; bits &= bits - 1)
            _observed[BitOperations.TrailingZeroCount(bits)] = hash;
    }

    private void NoteCell(int cell, AccessMode mode, ulong hash)
    {
        if (cell < 0)
            return;
        if (mode == AccessMode.Write)
        {
            _written[cell] = hash;
            _read[cell] = 0;
        }
        else if (mode == AccessMode.Read)
        {
            _read[cell] += Mixing.Mix(hash + 1);
        }
    }
}
