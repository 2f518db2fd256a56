using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>
/// A toy program: each thread is a list of steps. Every step hashes its actor into the cells it writes, so that different orders of
/// dependent steps give different fingerprints. Refuses decisions that a strategy must not take.
/// </summary>
internal sealed class Toy : IProgram
{
    private readonly Operation[][] _threads;
    private readonly int[] _position;
    private readonly long[] _cells;
    private readonly int[] _holder;
    private readonly Func<Toy, Violation?>? _check;
    private ulong _hash;

    public Toy(Operation[][] threads, Func<Toy, Violation?>? check = null)
    {
        _threads = threads;
        _position = new int[threads.Length];
        _cells = new long[8];
        _holder = new int[4];
        _check = check;
        Reset();
    }

    public int ActorCount => _threads.Length;

    public int CellCount => _cells.Length;

    public int LockCount => _holder.Length;

    public UInt128 Events { get; private set; }

    public Violation? Violation { get; private set; }

    public ulong Unfinished
    {
        get
        {
            var unfinished = 0UL;
            for (var i = 0; i < _threads.Length; i++)
                unfinished |= _position[i] < _threads[i].Length ? 1UL << i : 0;
            return unfinished;
        }
    }

    public ulong Enabled
    {
        get
        {
            var enabled = Unfinished;
            for (var i = 0; i < _threads.Length; i++)
                enabled &= Requested(i) is var id && id >= 0 && _holder[id] != i ? ~(1UL << i) : ulong.MaxValue;
            return enabled;
        }
    }

    public long Cell(int cell) => _cells[cell];

    public ref readonly Operation Next(int actor) => ref _threads[actor][_position[actor]];

    public void Reset()
    {
        Array.Clear(_position);
        Array.Clear(_cells);
        Array.Fill(_holder, -1);
        _hash = 0;
        Violation = null;
        Events = 0;
    }

    public void Step(int actor, int value)
    {
        Assert.True(ActorSet.Contains(Enabled, actor), "a strategy moved an actor that is not enabled");
        ref readonly var op = ref Next(actor);
        Assert.True(value >= 0 && value < op.Arity, "a strategy chose a value out of range");
        if (op.Kind == OperationKind.Acquire && _holder[op.Lock] < 0)
            _holder[op.Lock] = actor;
        if (op.Kind == OperationKind.Release)
            HandOn(op.Lock);
        if (op.Kind == OperationKind.Choose)
            _hash = (_hash * 31) + (ulong)value + 1;
        if (op.Cell >= 0 && op.Mode == AccessMode.Write)
            _cells[op.Cell] = (_cells[op.Cell] * 31) + actor + 1;
        _position[actor]++;
        Events |= 1UL << actor;
        Violation = _check?.Invoke(this);
    }

    public ulong Fingerprint()
    {
        var hash = _hash;
        foreach (var cell in _cells)
            hash = (hash * 1_000_003) ^ (ulong)cell;
        foreach (var position in _position)
            hash = (hash * 1_000_003) ^ (ulong)position;
        return hash;
    }

    public string ActorName(int actor) => $"T{actor}";

    // The lock that the actor's last step requested: it cannot move on before it holds it.
    private int Requested(int actor) =>
        _position[actor] > 0 && _threads[actor][_position[actor] - 1] is { Kind: OperationKind.Acquire } request ? request.Lock : -1;

    private void HandOn(int id)
    {
        var owner = _holder[id];
        _holder[id] = -1;
        for (var i = 0; i < _threads.Length; i++)
            _holder[id] = i != owner && _holder[id] < 0 && Requested(i) == id ? i : _holder[id];
    }
}

/// <summary>The toy programs the tests explore.</summary>
internal static class Toys
{
    /// <summary>Threads of the given lengths, every step a write of its own thread's cell: nothing is dependent.</summary>
    public static Toy Independent(params int[] lengths) => new(Threads(lengths, thread => Write(thread)));

    /// <summary>Threads of the given lengths, every step a write of one cell: everything is dependent.</summary>
    public static Toy Racing(params int[] lengths) => new(Threads(lengths, _ => Write(0)));

    /// <summary>One thread chooses one of three values, another writes twice.</summary>
    public static Toy Choosing() => new([[Choose(3), Write(0)], [Write(0), Write(1)]]);

    /// <summary>Two threads take two locks in opposite orders.</summary>
    public static Toy Deadlocking() =>
        new([[Lock(0), Lock(1), Write(0), Unlock(1), Unlock(0)], [Lock(1), Lock(0), Write(0), Unlock(0), Unlock(1)]]);

    /// <summary>Broken when thread 1 wrote between the two writes of thread 0.</summary>
    public static Toy LostUpdate() =>
        new(
            [[Write(0), Write(0), Write(1)], [Write(0), Write(2)]],
            toy => toy.Cell(0) == (((1 * 31) + 2) * 31) + 1 ? new Violation("always", "thread 1 wrote in between") : null);

    public static Operation Write(int cell)
    {
        var op = Announced(OperationKind.Store);
        op.Cell = cell;
        op.Mode = AccessMode.Write;
        return op;
    }

    public static Operation Choose(int arity)
    {
        var op = Announced(OperationKind.Choose);
        op.Arity = arity;
        return op;
    }

    public static Operation Lock(int id)
    {
        var op = Announced(OperationKind.Acquire);
        op.Lock = id;
        op.LockAction = LockAction.Request;
        return op;
    }

    public static Operation Unlock(int id)
    {
        var op = Announced(OperationKind.Release);
        op.Lock = id;
        op.LockAction = LockAction.Release;
        return op;
    }

    private static Operation Announced(OperationKind kind)
    {
        var op = default(Operation);
        op.Announce(kind, MemoryOrder.Plain);
        return op;
    }

    private static Operation[][] Threads(int[] lengths, Func<int, Operation> step)
    {
        var threads = new Operation[lengths.Length][];
        for (var i = 0; i < lengths.Length; i++)
        {
            threads[i] = new Operation[lengths[i]];
            Array.Fill(threads[i], step(i));
        }

        return threads;
    }
}

/// <summary>Two actors that never end; allocates nothing.</summary>
internal sealed class Endless : IProgram
{
    private Operation _step = Toys.Write(0);

    public int ActorCount => 2;

    public int CellCount => 1;

    public int LockCount => 0;

    public ulong Enabled => 3;

    public ulong Unfinished => 3;

    public Violation? Violation => null;

    public UInt128 Events => 0;

    public ref readonly Operation Next(int actor) => ref _step;

    public void Reset()
    {
    }

    public void Step(int actor, int value)
    {
    }

    public ulong Fingerprint() => 0;

    public string ActorName(int actor) => $"T{actor}";
}
