namespace RaceSim.Cli;

/// <summary>What a command may write to and wait for; tests give their own.</summary>
/// <param name="Out">Results: the report, or one JSON object and nothing else.</param>
/// <param name="Error">Progress and errors.</param>
/// <param name="ShowsProgress">Whether somebody watches <paramref name="Error"/>.</param>
/// <param name="Width">The columns a table may fill.</param>
/// <param name="Cancellation">Ends the run with what it has.</param>
public sealed record CliConsole(TextWriter Out, TextWriter Error, bool ShowsProgress, int Width, CancellationToken Cancellation)
{
    /// <summary>Waits for a key and answers with it, or with null when there will be none; null where there is no terminal.</summary>
    public Func<ConsoleKeyInfo?>? Keys { get; init; }

    /// <summary>The rows where no terminal says otherwise.</summary>
    public const int DefaultHeight = 40;

    /// <summary>The rows of the terminal.</summary>
    public int Height { get; init; } = DefaultHeight;
}
