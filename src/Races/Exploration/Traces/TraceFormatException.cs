namespace RaceSim.Exploration;

/// <summary>A text that is no usable trace: the user's fault, told in one line.</summary>
public sealed class TraceFormatException : Exception
{
    /// <summary>A fault described by <paramref name="message"/>, one sentence without a full stop.</summary>
    public TraceFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A fault found by another reader.</summary>
    public TraceFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>A fault without a description.</summary>
    public TraceFormatException()
        : base("not a trace")
    {
    }
}
