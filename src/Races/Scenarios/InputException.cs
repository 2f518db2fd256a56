namespace RaceSim.Scenarios;

/// <summary>The user's input is wrong: where, what, and what was expected. Shown as one line, never with a stack trace (exit code 2).</summary>
public sealed class InputException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong and what was expected, one sentence without a full stop.</param>
    /// <param name="file">The file, as the user named it; null when it is not about a file.</param>
    /// <param name="line">One-based; 0 when unknown.</param>
    /// <param name="column">One-based; 0 when unknown.</param>
    public InputException(string message, string? file = null, int line = 0, int column = 0)
        : base(message)
    {
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>The file, as the user named it.</summary>
    public string? File { get; }

    /// <summary>One-based line; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>One-based column; 0 when unknown.</summary>
    public int Column { get; }

    /// <summary>The whole line for the user: <c>file:line:column: message</c>.</summary>
    public string Text => (File, Line) switch
    {
        (null, _) => Message,
        (_, 0) => $"{File}: {Message}",
        _ => $"{File}:{Line}:{Column}: {Message}",
    };
}
