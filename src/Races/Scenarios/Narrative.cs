namespace RaceSim.Scenarios;

/// <summary>A scenario's story in the parts that a reviewer asks for; each may be empty.</summary>
/// <param name="Statement">What the source claims.</param>
/// <param name="Who">Who each thread is, by the thread's name, in the file's order.</param>
/// <param name="Schedule">The bad schedule in kernel terms, one sentence a move.</param>
/// <param name="Fix">What makes that schedule impossible or harmless.</param>
public sealed record Narrative(string Statement, IReadOnlyList<KeyValuePair<string, string>> Who, IReadOnlyList<string> Schedule, string Fix)
{
    /// <summary>No story.</summary>
    public static Narrative None { get; } = new("", [], [], "");
}
