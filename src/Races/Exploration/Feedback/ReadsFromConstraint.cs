namespace RaceSim.Exploration;

/// <summary>What a schedule is steered to: that an access reads from a write, or that it does not.</summary>
/// <param name="Write">The site of the write.</param>
/// <param name="Read">The site of the access.</param>
/// <param name="IsPositive">Whether it shall.</param>
internal readonly record struct ReadsFromConstraint(int Write, int Read, bool IsPositive);
