namespace RaceSim.Cli;

/// <summary>What the process says to its caller.</summary>
public enum ExitCode
{
    /// <summary>Everything came out as expected.</summary>
    AsExpected = 0,

    /// <summary>A violation that nothing announced, or an announced one that was not found.</summary>
    Unexpected = 1,

    /// <summary>The command line or a file is wrong.</summary>
    BadInput = 2,

    /// <summary>No verdict within the budget, or a run that tested nothing.</summary>
    NoVerdict = 3,

    /// <summary>The tool's own fault.</summary>
    InternalError = 4,
}
