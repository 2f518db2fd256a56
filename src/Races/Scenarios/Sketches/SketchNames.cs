using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Sketches;

/// <summary>The names a sketch declares, and the rules for new ones.</summary>
internal sealed class SketchNames
{
    private readonly Dictionary<string, int> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _locks = new(StringComparer.Ordinal);

    /// <summary>The cells' names.</summary>
    public IReadOnlyCollection<string> Cells => _cells.Keys;

    /// <summary>The locks' names.</summary>
    public IReadOnlyCollection<string> Locks => _locks.Keys;

    /// <summary>Whether a name belongs to the language.</summary>
    public static bool IsReserved(string name) => name is "lock" or "unlock" or "trylock" or "store_release" or "load_acquire" or "mb" or "wmb" or "rmb" or "fetch_add" or "xchg" or "cmpxchg" or "choose"
        or "assert" or "if" or "then" or "else" or "repeat" or "do" or "while";

    /// <summary>Declares the next cell.</summary>
    public void AddCell(YamlNode node)
    {
        var name = NewName(node, "a cell's name");
        _cells.Add(name, _cells.Count);
    }

    /// <summary>Declares the next lock.</summary>
    public void AddLock(YamlNode node)
    {
        var name = NewName(node, "a lock's name");
        if (!_locks.TryAdd(name, _locks.Count))
        {
            throw node.Error($"the lock '{name}' is declared twice");
        }

        if (_cells.ContainsKey(name))
        {
            throw node.Error($"'{name}' is both a cell and a lock; expected different names");
        }
    }

    /// <summary>The number of a cell; -1 if there is none of that name.</summary>
    public int Cell(string name) => _cells.GetValueOrDefault(name, -1);

    /// <summary>The number of a lock; -1 if there is none of that name.</summary>
    public int Lock(string name) => _locks.GetValueOrDefault(name, -1);

    /// <summary>Checks a name that the file introduces.</summary>
    public static string NewName(YamlNode node, string expected)
    {
        var name = node.AsText(expected);
        for (var i = 0; i < name.Length; i++)
        {
            if (!(char.IsAsciiLetter(name[i]) || name[i] == '_' || (i > 0 && char.IsAsciiDigit(name[i]))))
            {
                throw node.Error($"expected {expected}, a letter followed by letters, digits or '_', found {node.Described}", i);
            }
        }

        return IsReserved(name) ? throw node.Error($"'{name}' is a word of the sketch language; expected another name") : name;
    }
}
