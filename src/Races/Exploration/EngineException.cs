namespace RaceSim.Exploration;

/// <summary>A broken invariant of the exploration itself: the tool's fault, never the scenario's (exit code 4).</summary>
public sealed class EngineException : Exception
{
    /// <summary>Creates the error.</summary>
    public EngineException(string message)
        : base(message)
    {
    }
}
