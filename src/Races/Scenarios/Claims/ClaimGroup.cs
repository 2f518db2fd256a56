namespace RaceSim.Scenarios.Claims;

/// <summary>The claims that come from one discussion, or from one kind of source.</summary>
/// <param name="Title">One line.</param>
/// <param name="Document">The seed document that holds the discussion, as sources name it; empty if there is none.</param>
/// <param name="About">What the discussion is about, in a sentence or two.</param>
/// <param name="Claims">The claims, in the order of their ids.</param>
public sealed record ClaimGroup(string Title, string Document, string About, IReadOnlyList<Claim> Claims);
