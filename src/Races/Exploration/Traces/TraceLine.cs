using System.Globalization;
using System.Text;

namespace RaceSim.Exploration;

/// <summary>
/// A trace as one line that survives a mail and a URL:
/// <code>racesim1:fork-vs-zap@linux-6.12:1a2b3c4d:a12b30a.2c25b10a3:0badf00d</code>
/// The fields are: <c>racesim</c> and the version; scenario, and build after an <c>@</c> if there is one; the first eight characters of
/// the digest; the decisions; the CRC-32 of everything before the last colon, eight hexadecimal digits.
/// </summary>
/// <remarks>
/// A decision run is an actor, how often the same decision repeats (nothing for once), and a dot with the chosen value (nothing for 0).
/// Actors 0 to 25 are <c>a</c> to <c>z</c>, 26 to 51 <c>A</c> to <c>Z</c>, 52 to 63 <c>_a</c> to <c>_l</c>. In names, letters, digits
/// and <c>. _ - / +</c> stand for themselves, every other byte of their UTF-8 is <c>%</c> and two hexadecimal digits.
/// </remarks>
public static class TraceLine
{
    private const string Prefix = "racesim";
    private const int LastFields = 4;

    /// <summary>Writes <paramref name="trace"/> as one line.</summary>
    /// <exception cref="TraceFormatException">The trace has no scenario, no usable digest or too many steps.</exception>
    public static string Format(Trace trace)
    {
        trace.Validate();
        var line = new StringBuilder(Prefix).Append(Trace.Version).Append(':');
        AppendName(line, trace.Scenario);
        if (trace.Build is not null)
            AppendName(line.Append('@'), trace.Build);
        line.Append(':').Append(trace.Digest, 0, Trace.ShortDigestLength).Append(':');
        TraceDecisions.Append(line, trace.Schedule);
        var checksum = Crc32.Of(line.ToString());
        return line.Append(':').Append(checksum.ToString("x8", CultureInfo.InvariantCulture)).ToString();
    }

    /// <summary>Reads a line; white space around it is ignored.</summary>
    /// <exception cref="TraceFormatException">The line is no trace, of an unknown version, cut off or damaged.</exception>
    public static Trace Parse(string text)
    {
        var start = text.Length - text.TrimStart().Length;
        var line = text.TrimEnd();
        CheckPrefix(line, start);
        var fields = Split(line, start);
        var scenario = line[(fields[0] + 1)..fields[1]];
        var at = scenario.IndexOf('@', StringComparison.Ordinal);
        var name = ParseName(at < 0 ? scenario : scenario[..at], fields[0] + 1);
        var build = at < 0 ? null : ParseName(scenario[(at + 1)..], fields[0] + at + 2);
        CheckWord(line, fields[1] + 1, fields[2]);
        var schedule = TraceDecisions.Parse(line, fields[2] + 1, fields[3]);
        CheckChecksum(line, fields[3]);
        var trace = new Trace { Scenario = name, Build = build, Digest = line[(fields[1] + 1)..fields[2]], Schedule = schedule };
        trace.Validate();
        return trace;
    }

    internal static TraceFormatException BadCharacter(string line, int index) =>
        index < line.Length
            ? new TraceFormatException($"bad character '{(char.IsControl(line[index]) ? '?' : line[index])}' at column {index + 1}")
            : new TraceFormatException("the trace is cut off");

    private static void CheckPrefix(string line, int start)
    {
        var colon = line.IndexOf(':', start);
        var digits = start + Prefix.Length;
        if (string.CompareOrdinal(line, start, Prefix, 0, Prefix.Length) != 0 || colon <= digits
            || line.AsSpan(digits, colon - digits).ContainsAnyExceptInRange('0', '9'))
        {
            throw new TraceFormatException($"not a trace: a trace begins with '{Prefix}{Trace.Version}:'");
        }

        var version = line[digits..colon];
        if (version != Trace.Version.ToString(CultureInfo.InvariantCulture))
            throw new TraceFormatException($"trace version {version} is unknown; this racesim reads version {Trace.Version}");
    }

    // The positions of the four colons.
    private static int[] Split(string line, int start)
    {
        var colons = new int[LastFields];
        var found = 0;
        for (var i = start; i < line.Length; i++)
        {
            if (line[i] != ':')
                continue;
            if (found == LastFields)
                throw BadCharacter(line, i);
            colons[found++] = i;
        }

        return found == LastFields
            ? colons
            : throw new TraceFormatException($"the trace is cut off: it has {found + 1} of {LastFields + 1} fields");
    }

    private static void CheckWord(string line, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!char.IsAsciiLetterOrDigit(line[i]))
                throw BadCharacter(line, i);
        }
    }

    private static void CheckChecksum(string line, int colon)
    {
        var written = line.AsSpan(colon + 1);
        CheckWord(line, colon + 1, line.Length);
        if (written.Length < 8)
            throw new TraceFormatException("the trace is cut off: its checksum has fewer than 8 digits");
        var computed = Crc32.Of(line.AsSpan(0, colon).TrimStart()).ToString("x8", CultureInfo.InvariantCulture);
        if (!written.SequenceEqual(computed))
            throw new TraceFormatException($"the trace is corrupted: its checksum is {written}, its text has {computed}");
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '+';

    private static void AppendName(StringBuilder line, string name)
    {
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            if (IsPlain((char)b))
                line.Append((char)b);
            else
                line.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    private static string ParseName(string field, int column)
    {
        var bytes = new byte[field.Length];
        var count = 0;
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] != '%')
            {
                if (!IsPlain(field[i]))
                    throw new TraceFormatException($"bad character '{field[i]}' at column {column + i + 1}");
                bytes[count++] = (byte)field[i];
            }
            else if (i + 2 < field.Length
                && byte.TryParse(field.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes[count++] = b;
                i += 2;
            }
            else
            {
                throw new TraceFormatException($"bad character '%' at column {column + i + 1}: two hexadecimal digits have to follow");
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
