namespace RaceSim.Exploration;

/// <summary>
/// A schedule together with what it is a schedule of. It stores decisions and fingerprints, not a seed, so that it replays under any
/// strategy and any later generator. Two forms exist: a JSON document (<see cref="TraceJson"/>) with everything, and one line for
/// a mail (<see cref="TraceLine"/>) without fingerprints and violation.
/// </summary>
public sealed class Trace
{
    /// <summary>The version of both forms. A change of meaning raises it and is a line in the changelog.</summary>
    public const int Version = 1;

    /// <summary>The most steps a trace may have; longer ones are refused, so that a damaged count cannot exhaust the memory.</summary>
    public const int MaxSteps = 1 << 24;

    /// <summary>The number of characters of a digest that the line keeps.</summary>
    public const int ShortDigestLength = 8;

    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The kernel build's name; null if the scenario has none.</summary>
    public string? Build { get; init; }

    /// <summary>
    /// A digest of the texts of scenario and build: letters and digits, at least <see cref="ShortDigestLength"/>; exactly so many
    /// if it was read from a line.
    /// </summary>
    public required string Digest { get; init; }

    /// <summary>The id of the broken check; null if none was broken, or if the trace was read from a line.</summary>
    public string? Violation { get; init; }

    /// <summary>The decisions, and the fingerprints if they were recorded.</summary>
    public required Schedule Schedule { get; init; }

    /// <summary>What each step was, in words for a reader; empty if that was not recorded. Tells what has changed when a replay diverges.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether the trace was made from what has this digest, as far as the shorter of the two tells.</summary>
    public bool IsOf(string digest)
    {
        var length = Math.Min(digest.Length, Digest.Length);
        return length >= ShortDigestLength && digest.AsSpan(0, length).SequenceEqual(Digest.AsSpan(0, length));
    }

    internal void Validate()
    {
        if (Scenario.Length == 0)
            throw new TraceFormatException("the trace names no scenario");
        if (Digest.Length < ShortDigestLength || !Digest.All(char.IsAsciiLetterOrDigit))
            throw new TraceFormatException($"the digest '{Digest}' is not at least {ShortDigestLength} letters and digits");
        if (Schedule.Count > MaxSteps)
            throw new TraceFormatException($"the trace has more than {MaxSteps} steps");
    }
}
