namespace RaceSim.Reports;

/// <summary>Breaks text at blanks.</summary>
internal static class Wrapping
{
    /// <summary>The lines of <paramref name="text"/>, none wider than <paramref name="width"/> unless a single word is.</summary>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }
}
