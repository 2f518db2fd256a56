namespace RaceSim.Exploration;

/// <summary>An estimated share with its interval.</summary>
/// <param name="Share">The estimate, 0 to 1.</param>
/// <param name="Low">The lower end of the 95% confidence interval.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ShareEstimate(double Share, double Low, double High);
