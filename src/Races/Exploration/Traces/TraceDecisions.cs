using System.Text;

namespace RaceSim.Exploration;

/// <summary>The decisions field of <see cref="TraceLine"/>, where its form is described.</summary>
internal static class TraceDecisions
{
    private const int MaxActors = 64;

    public static void Append(StringBuilder line, Schedule schedule)
    {
        var decisions = schedule.Decisions;
        for (var i = 0; i < decisions.Length;)
        {
            var decision = decisions[i];
            var first = i;
            while (i < decisions.Length && decisions[i] == decision)
                i++;

            AppendActor(line, decision.Actor);
            if (i - first > 1)
                line.Append(i - first);
            if (decision.Value != 0)
                line.Append('.').Append(decision.Value);
        }
    }

    /// <summary>Reads the field of <paramref name="line"/> from index <paramref name="at"/> up to <paramref name="end"/>.</summary>
    public static Schedule Parse(string line, int at, int end)
    {
        var schedule = new Schedule();
        while (at < end)
        {
            var actor = ParseActor(line, ref at);
            var count = at < end && char.IsAsciiDigit(line[at]) ? ParseNumber(line, ref at) : 1;
            var value = 0;
            if (at < end && line[at] == '.')
            {
                at++;
                value = ParseNumber(line, ref at);
            }

            if (count > Trace.MaxSteps - schedule.Count)
                throw new TraceFormatException($"the trace has more than {Trace.MaxSteps} steps");
            for (var i = 0; i < count; i++)
                schedule.Add(actor, value);
        }

        return schedule;
    }

    private static void AppendActor(StringBuilder line, int actor)
    {
        if (actor < 26)
            line.Append((char)('a' + actor));
        else if (actor < 52)
            line.Append((char)('A' + actor - 26));
        else
            line.Append('_').Append((char)('a' + actor - 52));
    }

    private static int ParseActor(string line, ref int at)
    {
        var c = line[at];
        if (c == '_' && line[at + 1] is >= 'a' and < (char)('a' + MaxActors - 52))
        {
            at += 2;
            return 52 + line[at - 1] - 'a';
        }

        if (!char.IsAsciiLetter(c))
            throw TraceLine.BadCharacter(line, c == '_' ? at + 1 : at);
        at++;
        return char.IsAsciiLetterLower(c) ? c - 'a' : 26 + c - 'A';
    }

    // A number without leading zeros; the field is followed by a colon, so that looking one character ahead is safe.
    private static int ParseNumber(string line, ref int at)
    {
        if (line[at] is < '1' or > '9')
            throw TraceLine.BadCharacter(line, at);

        var number = 0L;
        for (; char.IsAsciiDigit(line[at]); at++)
        {
            number = (number * 10) + (line[at] - '0');
            if (number > int.MaxValue)
                throw new TraceFormatException($"the number that ends at column {at + 1} is too large");
        }

        return (int)number;
    }
}
