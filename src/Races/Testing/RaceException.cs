namespace RaceSim.Testing;

/// <summary>A race is not what a test says of it. Any test framework takes an exception for a failure; the message holds the trace.</summary>
public sealed class RaceException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">What was said, what was found, and the trace if there is one.</param>
    /// <param name="trace">The trace in its one-line form, for <c>racesim replay</c>; null if there is none.</param>
    public RaceException(string message, string? trace)
        : base(message) => Trace = trace;

    /// <summary>The trace in its one-line form, for <c>racesim replay</c>; null if there is none.</summary>
    public string? Trace { get; }
}
