namespace RaceSim.Scenarios.Differences;

/// <summary>What an execution came to, as numbers: equal for equal outcomes of one scenario, whatever the build.</summary>
internal sealed class Outcome : IEquatable<Outcome>
{
    private readonly long[] _values;
    private readonly UInt128 _events;

    /// <summary>Creates an outcome.</summary>
    /// <param name="values">The state.</param>
    /// <param name="violations">The ids of broken checks, sorted.</param>
    /// <param name="events">The events compared, one bit each.</param>
    public Outcome(List<long> values, string violations, UInt128 events)
    {
        _values = [.. values];
        Violations = violations;
        _events = events;
    }

    /// <summary>The ids of broken checks, sorted, with a space between.</summary>
    public string Violations { get; }

    /// <inheritdoc/>
    public bool Equals(Outcome? other) =>
        other is not null && _events == other._events && Violations == other.Violations && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Outcome);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = (ulong)(_events ^ (_events >> 64)) + (ulong)Violations.Length;
        foreach (var value in _values)
        {
            hash = unchecked((hash * 1_000_003) ^ (ulong)value);
        }

        return (int)(hash ^ (hash >> 32));
    }
}
