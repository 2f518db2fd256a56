namespace RaceSim.Hosts.Coyote;

/// <summary>A profile is wrong: where, what, and what was expected.</summary>
/// <param name="message">One sentence without a full stop.</param>
/// <param name="line">One-based; 0 when unknown.</param>
/// <param name="column">One-based; 0 when unknown.</param>
public sealed class ProfileException(string message, int line = 0, int column = 0) : Exception(message)
{
    /// <summary>One-based; 0 when unknown.</summary>
    public int Line => line;

    /// <summary>One-based; 0 when unknown.</summary>
    public int Column => column;
}
