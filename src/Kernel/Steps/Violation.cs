namespace RaceSim.Steps;

/// <summary>A broken check: which one, and what was seen.</summary>
/// <param name="Invariant">The id: an invariant of the catalogue (<c>I1</c>), or <c>always</c>, <c>never</c>, <c>assert</c>, <c>deadlock</c>.</param>
/// <param name="Message">One sentence with the values seen.</param>
public sealed record Violation(string Invariant, string Message);
