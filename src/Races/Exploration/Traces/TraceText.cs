using System.Text;

namespace RaceSim.Exploration;

/// <summary>Finds the line of a trace in what a mail made of it: wrapped, indented, quoted with <c>&gt;</c>, between other words.</summary>
public static class TraceText
{
    private const string Prefix = "racesim";
    private const int ColonsBeforeChecksum = 4;
    private const int ChecksumDigits = 8;

    /// <summary>The first trace in a text as one line; the text itself, without blanks around it, if it holds none.</summary>
    /// <remarks>
    /// A trace begins with <c>racesim</c>, digits and a colon, and ends with the eighth digit of its checksum. In between a line break, with the blanks and quote marks
    /// around it, is left out. Nothing else is: a blank within a line ends the trace, which is then cut off and refused as such.
    /// </remarks>
    public static string Unwrap(string text)
    {
        for (var at = text.IndexOf(Prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Prefix, at + 1, StringComparison.Ordinal))
        {
            if (Begins(text, at))
                return Collect(text, at);
        }

        return text.Trim();
    }

    private static bool Begins(string text, int at)
    {
        var end = at + Prefix.Length;
        var first = end;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end > first && end < text.Length && text[end] == ':';
    }

    private static string Collect(string text, int at)
    {
        var line = new StringBuilder();
        var colons = 0;
        var digits = 0;
        while (at < text.Length && digits < ChecksumDigits)
        {
            var c = text[at];
            if (c is '\r' or '\n' || (IsBlank(c) && BreaksLine(text, at)))
            {
                at = SkipBreak(text, at);
                continue;
            }

            if (IsBlank(c) || c is '\'' or '"' or '`' or '>' or ')' or ',')
                break;
            line.Append(c);
            digits += colons == ColonsBeforeChecksum ? 1 : 0;
            colons += c == ':' ? 1 : 0;
            at++;
        }

        // What follows a whole trace at once belongs to it, and makes it wrong.
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == ':'))
            line.Append(text[at++]);
        return line.ToString();
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\u00A0';

    private static bool BreaksLine(string text, int at)
    {
        while (at < text.Length && IsBlank(text[at]))
            at++;
        return at < text.Length && text[at] is '\r' or '\n';
    }

    // The break, the blanks on both sides, and the quote marks of the next line.
    private static int SkipBreak(string text, int at)
    {
        while (at < text.Length && (IsBlank(text[at]) || text[at] is '\r' or '\n'))
            at++;
        while (at < text.Length && (text[at] is '>' or '|' || IsBlank(text[at])))
            at++;
        return at;
    }
}
