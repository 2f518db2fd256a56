using RaceSim.Steps;

namespace RaceSim.Tests.Dpor;

/// <summary>The name of an equivalence class of executions: 128 bits of a hash of its canonical form.</summary>
internal readonly record struct TraceClass(ulong High, ulong Low);

/// <summary>
/// The equivalence class (Mazurkiewicz trace) of an execution, computed from its steps alone and without anything of the engine but
/// <see cref="Dependence"/>: each event is named by its actor and its position among the actor's steps, and comes with what it did and with the set
/// of events before it in the transitive closure of program order and dependence. Two executions are equivalent if these are equal.
/// </summary>
internal sealed class CanonicalForm
{
    private readonly List<Event> _events = [];
    private readonly int[] _taken = new int[64];
    private ulong[] _before = [];
    private int _words;

    private readonly record struct Event(int Actor, int Local, int Value, Operation Operation);

    /// <summary>The number of steps so far.</summary>
    public int Count => _events.Count;

    /// <summary>Begins an execution.</summary>
    public void Begin()
    {
        _events.Clear();
        Array.Clear(_taken);
    }

    /// <summary>Adds a step.</summary>
    public void Add(int actor, int value, in Operation operation) => _events.Add(new Event(actor, ++_taken[actor], value, operation));

    /// <summary>The class of the execution so far.</summary>
    public TraceClass Class()
    {
        Close();
        var high = 0UL;
        var low = 0UL;
        for (var i = 0; i < _events.Count; i++)
        {
            var step = Describe(_events[i]);
            var (a, b) = Predecessors(i);
            high += Mix(step ^ Mix(a + 0x9E3779B97F4A7C15UL));
            low += Mix((step * 3) ^ Mix(b + 0xD1B54A32D192ED03UL));
        }

        return new TraceClass(high, low);
    }

    /// <summary>The execution as one line, for a failing test.</summary>
    public override string ToString() => string.Join(' ', _events.Select(e => $"{e.Actor}:{e.Operation.Kind}{Places(e.Operation)}={e.Value}"));

    private static string Places(in Operation o) => (o.Cell, o.Cell2, o.Cell3, o.Lock) switch
    {
        ( < 0, _, _, < 0) => "",
        ( < 0, _, _, _) => $"(l{o.Lock})",
        (_, < 0, < 0, _) => $"({o.Cell})",
        _ => $"({o.Cell},{o.Cell2},{o.Cell3})",
    };

    // One bit set an event: what is before it, closed transitively.
    private void Close()
    {
        _words = (_events.Count + 63) / 64;
        if (_before.Length < _words * _events.Count)
            _before = new ulong[_words * _events.Count];
        Array.Clear(_before, 0, _words * _events.Count);
        for (var i = 0; i < _events.Count; i++)
        {
            var later = _events[i];
            var row = _before.AsSpan(i * _words, _words);
            for (var j = i - 1; j >= 0; j--)
            {
                if ((row[j >> 6] & (1UL << j)) != 0)
                    continue;
                var earlier = _events[j];
                if (earlier.Actor != later.Actor && !Dependence.AreDependent(earlier.Operation, later.Operation))
                    continue;
                row[j >> 6] |= 1UL << j;
                for (var w = 0; w < _words; w++)
                    row[w] |= _before[(j * _words) + w];
            }
        }
    }

    private (ulong High, ulong Low) Predecessors(int index)
    {
        var high = 0UL;
        var low = 0UL;
        for (var j = 0; j < index; j++)
        {
            if ((_before[(index * _words) + (j >> 6)] & (1UL << j)) == 0)
                continue;
            var name = ((ulong)_events[j].Actor << 32) | (uint)_events[j].Local;
            high += Mix(name + 0x632BE59BD9B4E019UL);
            low += Mix((name * 5) + 0x2545F4914F6CDD1DUL);
        }

        return (high, low);
    }

    private static ulong Describe(in Event e)
    {
        var o = e.Operation;
        var hash = Mix(((ulong)e.Actor << 32) | (uint)e.Local);
        hash = Mix(hash ^ (uint)e.Value ^ ((ulong)o.Kind << 32) ^ ((ulong)o.LockAction << 40) ^ ((ulong)(uint)o.Arity << 48));
        hash = Mix(hash ^ Place(o.Cell, o.Mode));
        hash = Mix(hash ^ Place(o.Cell2, o.Mode2));
        hash = Mix(hash ^ Place(o.Cell3, o.Mode3));
        return Mix(hash ^ (uint)(o.Lock + 1));
    }

    // The mode means nothing without its cell.
    private static ulong Place(int cell, AccessMode mode) => cell < 0 ? 0 : ((ulong)(uint)(cell + 1) << 8) | (ulong)mode;

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
