namespace RaceSim.Exploration;

/// <summary>
/// The decisions of one execution in order, and, if they were recorded, a fingerprint of the state after each step. Grows as needed
/// and keeps its room when cleared, so that recording does not allocate after the longest execution.
/// </summary>
public sealed class Schedule
{
    private Decision[] _decisions = new Decision[128];
    private ulong[] _fingerprints = [];

    /// <summary>The number of decisions, which is the number of steps.</summary>
    public int Count { get; private set; }

    /// <summary>The number of fingerprints: 0 if none were recorded, otherwise <see cref="Count"/>.</summary>
    public int FingerprintCount { get; private set; }

    /// <summary>The decisions; valid until the next change.</summary>
    public ReadOnlySpan<Decision> Decisions => _decisions.AsSpan(0, Count);

    /// <summary>The fingerprint of the state after each step; valid until the next change.</summary>
    public ReadOnlySpan<ulong> Fingerprints => _fingerprints.AsSpan(0, FingerprintCount);

    /// <summary>How often two neighbouring steps are by different actors.</summary>
    public int Switches
    {
        get
        {
            var switches = 0;
            for (var i = 1; i < Count; i++)
                switches += _decisions[i].Actor != _decisions[i - 1].Actor ? 1 : 0;
            return switches;
        }
    }

    /// <summary>The decision at <paramref name="step"/>, 0 to <see cref="Count"/> - 1.</summary>
    public Decision this[int step] => Decisions[step];

    /// <summary>Appends a step of <paramref name="actor"/>.</summary>
    public void Add(int actor, int value = 0)
    {
        var decisions = _decisions;
        var count = Count;
        if ((uint)count >= (uint)decisions.Length)
            decisions = Grow();
        decisions[count] = new Decision(actor, value);
        Count = count + 1;
    }

    /// <summary>Sets what the choice of the last step returns.</summary>
    public void SetLastValue(int value) => _decisions[Count - 1] = _decisions[Count - 1] with { Value = value };

    /// <summary>Appends the fingerprint of the state after the next step without one.</summary>
    public void AddFingerprint(ulong fingerprint)
    {
        if (FingerprintCount == _fingerprints.Length)
            Array.Resize(ref _fingerprints, Math.Max(_decisions.Length, FingerprintCount * 2));
        _fingerprints[FingerprintCount++] = fingerprint;
    }

    /// <summary>Forgets everything but keeps the room.</summary>
    public void Clear()
    {
        Count = 0;
        FingerprintCount = 0;
    }

    /// <summary>An independent copy.</summary>
    public Schedule Clone() =>
        new()
        {
            _decisions = Count == 0 ? new Decision[1] : Decisions.ToArray(),
            _fingerprints = Fingerprints.ToArray(),
            Count = Count,
            FingerprintCount = FingerprintCount,
        };

    private Decision[] Grow()
    {
        Array.Resize(ref _decisions, Count * 2);
        return _decisions;
    }
}
