namespace RaceSim.Scenarios;

/// <summary>Suggests the name that a misspelt one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>The known name nearest to <paramref name="given"/>; null if none is near enough to be a likely slip.</summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        string? best = null;
        var allowed = given.Length == 1 ? 0 : Math.Max(1, given.Length / 3); // Of one letter, nothing is left after a change.
        var bestDistance = allowed + 1;
        foreach (var name in known)
        {
            var distance = Math.Abs(name.Length - given.Length) > allowed ? int.MaxValue : Distance(given, name);
            if (distance < bestDistance)
            {
                best = name;
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary>The end of a sentence about an unknown name: <c>; did you mean 'x'?</c>, or what is known, or nothing.</summary>
    /// <param name="given">The name that is unknown.</param>
    /// <param name="known">The names that are known.</param>
    public static string Hint(string given, IReadOnlyCollection<string> known)
    {
        if (Of(given, known) is { } near)
        {
            return $"; did you mean '{near}'?";
        }

        return known.Count is > 0 and <= 16 ? $"; known: {string.Join(", ", known)}" : "";
    }

    /// <summary>The number of insertions, deletions, changes and swaps of neighbours between two names (optimal string alignment), case aside.</summary>
    public static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(previous[j] + 1, row[j - 1] + 1), previous[j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, previous, row) = (previous, row, before);
        }

        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
