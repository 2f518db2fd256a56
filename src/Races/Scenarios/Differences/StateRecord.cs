using System.Globalization;

namespace RaceSim.Scenarios.Differences;

/// <summary>
/// Receives a state value by value. As a key it keeps numbers only, which costs little; on request it also keeps their names and texts.
/// </summary>
internal sealed class StateRecord(bool describes)
{
    private readonly List<long> _values = [];

    /// <summary>The values, with lengths where they vary: equal for equal states of one scenario.</summary>
    public List<long> Values => _values;

    /// <summary>The values with their names; empty if not asked for.</summary>
    public List<StateField> Fields { get; } = [];

    /// <summary>Adds a number.</summary>
    public void Add(string owner, string field, int index, long value)
    {
        _values.Add(value);
        if (describes)
        {
            Fields.Add(new StateField(Name(owner, field, index), value.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Adds a value that has a text of its own; the text is asked for only if the state is described.</summary>
    public void Add<T>(string owner, string field, int index, long value, T of, Func<T, string> text)
    {
        _values.Add(value);
        if (describes)
        {
            Fields.Add(new StateField(Name(owner, field, index), text(of)));
        }
    }

    /// <summary>Adds a value that has a name of its own; name and text are asked for only if the state is described.</summary>
    public void Add<T>(long value, T of, Func<T, string> name, Func<long, string> text)
    {
        _values.Add(value);
        if (describes)
        {
            Fields.Add(new StateField(name(of), text(value)));
        }
    }

    /// <summary>Adds a length, or what else tells how to read the values that follow; a reader sees it by those.</summary>
    public void AddLength(int length) => _values.Add(length);

    private static string Name(string owner, string field, int index) =>
        (owner.Length > 0 ? $"{owner}.{field}" : field) + (index >= 0 ? $"[{index}]" : "");
}
