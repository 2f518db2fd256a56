namespace RaceSim.Scenarios;

/// <summary>What a list says of a scenario, taken from the file's first lines without reading the rest.</summary>
/// <param name="File">The embedded file, as a path below the catalogue.</param>
/// <param name="Name">The scenario's name.</param>
/// <param name="Claims">The ids of the claims it or one of its builds settles.</param>
/// <param name="Title">One line.</param>
public sealed record CatalogueEntry(string File, string Name, IReadOnlyList<string> Claims, string Title)
{
    /// <summary>Whether it is a sketch: those stand in a folder of their own.</summary>
    public bool IsSketch => File.StartsWith("sketches/", StringComparison.Ordinal);

    /// <summary>
    /// Takes the entry from a file's text: the keys <c>scenario</c>, <c>claims</c> and <c>title</c> at the start of a line, the first and the last on one line. A YAML
    /// reader would cost more than the whole list may; a test holds this to what <see cref="ScenarioReader"/> reads.
    /// </summary>
    public static CatalogueEntry Scan(string file, string text)
    {
        using var reader = new StringReader(text);
        return Scan(file, reader);
    }

    internal static CatalogueEntry Scan(string file, TextReader reader)
    {
        var name = "";
        var title = "";
        var claims = new List<string>();
        var isInClaims = false;
        while (reader.ReadLine() is { } line)
        {
            if (isInClaims && line.TrimStart().StartsWith("- ", StringComparison.Ordinal))
            {
                claims.Add(Scalar(line, '-'));
                continue;
            }

            isInClaims = false;
            if (line.StartsWith("scenario:", StringComparison.Ordinal))
            {
                name = Scalar(line);
            }
            else if (line.StartsWith("title:", StringComparison.Ordinal))
            {
                title = Scalar(line);
            }
            else if (line.StartsWith("claims:", StringComparison.Ordinal))
            {
                claims.AddRange(Scalar(line).Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                isInClaims = true;
            }
            else if (line.StartsWith("program:", StringComparison.Ordinal))
            {
                break;
            }
            else if (ClaimOfBuild(line) is { } claim && !claims.Contains(claim))
            {
                claims.Add(claim);
            }
        }

        return new CatalogueEntry(file, name, claims, title);
    }

    // A build may settle a claim of its own: "linux-6.9: { claim: E13, ... }", or the key on a line of its own.
    private static string? ClaimOfBuild(string line)
    {
        const string Key = "claim:";
        var at = line.IndexOf(Key, StringComparison.Ordinal);
        if (at <= 0 || line[at - 1] is not (' ' or '{' or ','))
        {
            return null;
        }

        var value = line[(at + Key.Length)..].TrimStart();
        var end = value.AsSpan().IndexOfAny(" ,}");
        return end < 0 ? value : value[..end];
    }

    private static string Scalar(string line, char before = ':')
    {
        var value = line[(line.IndexOf(before, StringComparison.Ordinal) + 1)..].Trim();
        if (value.Length > 1 && value[0] == value[^1] && value[0] is '"' or '\'')
        {
            return value[1..^1];
        }

        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : value[..comment].TrimEnd();
    }
}
