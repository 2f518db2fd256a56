namespace RaceSim.Exploration.Explaining;

/// <summary>The chances of a violation along a schedule.</summary>
/// <param name="Points">By step; the first is before the first step, the last after the last one.</param>
/// <param name="Runs">The walks behind each chance.</param>
/// <param name="IsWhole">Whether every step was looked at; for a long schedule only some are.</param>
public sealed record InevitabilityCurve(IReadOnlyList<InevitabilityPoint> Points, int Runs, bool IsWhole)
{
    /// <summary>The point with the greatest rise to it: the decisive step. The first such; the first point if the chance never rises.</summary>
    public InevitabilityPoint Decisive => Points[DecisiveIndex];

    /// <summary>The chance before the decisive step.</summary>
    public double ChanceBefore => Points[Math.Max(0, DecisiveIndex - 1)].Chance;

    /// <summary>The first point from which on the chance is 1.</summary>
    public InevitabilityPoint Inevitable
    {
        get
        {
            var first = Points.Count - 1;
            while (first > 0 && Points[first - 1].Chance >= 1)
                first--;
            return Points[first];
        }
    }

    private int DecisiveIndex
    {
        get
        {
            var index = 0;
            var rise = 0.0;
            for (var i = 1; i < Points.Count; i++)
            {
                if (Points[i].Chance - Points[i - 1].Chance > rise)
                    (index, rise) = (i, Points[i].Chance - Points[i - 1].Chance);
            }

            return index;
        }
    }
}
