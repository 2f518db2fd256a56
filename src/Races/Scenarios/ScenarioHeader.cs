namespace RaceSim.Scenarios;

/// <summary>What every scenario file says before it says how.</summary>
/// <param name="Name">Lower-case words joined by hyphens.</param>
/// <param name="Claims">The ids of the claims it settles (<c>E12</c>); empty for a user's own.</param>
/// <param name="Source">Seed document and comment (<c>003_bd5add0804e90d8b.txt#35</c>); empty for none.</param>
/// <param name="Title">One line.</param>
/// <param name="Story">Who is who and what goes wrong, in a reviewer's words; may be empty.</param>
/// <param name="File">The file it was read from, as the user named it (or the embedded name).</param>
/// <param name="IsSketch">Whether it holds a <c>program:</c>.</param>
/// <param name="Expectations">One for each build, in the file's order; a sketch has at most one, without a build, or one for each memory model.</param>
/// <param name="Reaches">Events that some schedule must hit; a run in which one never happens is vacuous.</param>
/// <param name="Digest">Sixteen hexadecimal digits over the file's text.</param>
public sealed record ScenarioHeader(
    string Name,
    IReadOnlyList<string> Claims,
    string Source,
    string Title,
    string Story,
    string File,
    bool IsSketch,
    IReadOnlyList<Expectation> Expectations,
    IReadOnlyList<string> Reaches,
    string Digest)
{
    /// <summary>The story told to a reviewer, part by part.</summary>
    public Narrative Narrative { get; init; } = Narrative.None;
}
