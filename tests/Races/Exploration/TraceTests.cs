using RaceSim.Exploration;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>Both forms of a trace: what is written is what is read, and a damaged one is refused with one sentence that helps.</summary>
public sealed class TraceTests
{
    private const string Line = "racesim1:fork-vs-zap@linux-6.12:1a2b3c4d:a12b30a.2c25b10a3:f1c817db";

    private const string Json =
        """{"schema":"racesim-trace","version":1,"scenario":"s","build":null,"digest":"12345678","actors":[0,1],"""
        + "\"values\":[0,0],\"fingerprints\":[]}";

    [Fact]
    public void The_form_of_the_line_is_fixed()
    {
        var schedule = new Schedule();
        foreach (var (actor, count, value) in new[] { (0, 12, 0), (1, 30, 0), (0, 1, 2), (2, 25, 0), (1, 10, 0), (0, 3, 0) })
        {
            for (var i = 0; i < count; i++)
                schedule.Add(actor, value);
        }

        var trace = new Trace { Scenario = "fork-vs-zap", Build = "linux-6.12", Digest = "1a2b3c4d5e6f", Schedule = schedule };
        Assert.Equal(Line, TraceLine.Format(trace));
        Assert.True(Line.Length < 120);
        Assert.True(TraceLine.Parse(Line).IsOf("1a2b3c4d5e6f"));
        Assert.False(TraceLine.Parse(Line).IsOf("1a2b3c4e5e6f"));
    }

    [Fact]
    public void Any_trace_survives_the_line_and_the_document()
    {
        var rng = new Rng(31);
        for (var i = 0; i < 500; i++)
        {
            var trace = RandomTrace(ref rng);
            var line = TraceLine.Parse($"  {TraceLine.Format(trace)}\n");
            AssertSame(trace, line);
            Assert.Equal(trace.Digest[..8], line.Digest);
            var document = TraceJson.Parse(TraceJson.Format(trace));
            AssertSame(trace, document);
            Assert.Equal(trace.Digest, document.Digest);
            Assert.Equal(trace.Violation, document.Violation);
            Assert.Equal(trace.Schedule.Fingerprints.ToArray(), document.Schedule.Fingerprints.ToArray());
        }
    }

    [Fact]
    public void A_line_with_any_one_character_changed_lost_or_doubled_is_refused()
    {
        for (var i = 0; i < Line.Length; i++)
        {
            Assert.Throws<TraceFormatException>(() => TraceLine.Parse(Line.Remove(i, 1)));
            Assert.Throws<TraceFormatException>(() => TraceLine.Parse(Line.Insert(i, Line[i].ToString())));
            foreach (var c in "a0.:@ %_")
            {
                if (Line[i] != c)
                    Assert.Throws<TraceFormatException>(() => TraceLine.Parse(Line[..i] + c + Line[(i + 1)..]));
            }
        }
    }

    [Theory]
    [InlineData("", "not a trace: a trace begins with 'racesim1:'")]
    [InlineData("hello", "not a trace: a trace begins with 'racesim1:'")]
    [InlineData("racesim:fork", "not a trace: a trace begins with 'racesim1:'")]
    [InlineData("racesim2:what:ever", "trace version 2 is unknown; this racesim reads version 1")]
    [InlineData("racesim1:fork:1a2b3c4d", "the trace is cut off: it has 3 of 5 fields")]
    [InlineData("racesim1:fork:1a2b3c4d:a2b:123", "the trace is cut off: its checksum has fewer than 8 digits")]
    [InlineData("racesim1:fork:1a2b3c4d:a2b?3:00000000", "bad character '?' at column 27")]
    [InlineData("racesim1:fork:1a2b3c4d:a2b0:00000000", "bad character '0' at column 27")]
    [InlineData("racesim1:fork:1a2b3c4d:a2b.:00000000", "bad character ':' at column 28")]
    [InlineData("racesim1:fork:1a2b3c4d:a_z:00000000", "bad character 'z' at column 26")]
    [InlineData("racesim1:fo rk:1a2b3c4d:a2b:00000000", "bad character ' ' at column 12")]
    [InlineData("racesim1:fo%4:1a2b3c4d:a2b:00000000", "bad character '%' at column 12: two hexadecimal digits have to follow")]
    [InlineData("racesim1:fork:1a2b-c4d:a2b:00000000", "bad character '-' at column 19")]
    [InlineData("racesim1:fork:1a2b3c4d:a2b:00000000:", "bad character ':' at column 36")]
    [InlineData("racesim1:fork:1a2b3c4d:a2b:00000000", "the trace is corrupted: its checksum is 00000000, its text has 11058cf9")]
    [InlineData("racesim1:fork:1a2b3c4d:a99999999999:00000000", "the number that ends at column 34 is too large")]
    [InlineData("racesim1:fork:1a2b3c4d:a99999999:00000000", "the trace has more than 16777216 steps")]
    public void A_bad_line_is_refused_with_the_reason(string line, string reason) =>
        Assert.Equal(reason, Assert.Throws<TraceFormatException>(() => TraceLine.Parse(line)).Message);

    [Theory]
    [InlineData("\"values\"", "values", "not a trace: no valid JSON at line 1, column 102")]
    [InlineData("racesim-trace", "x", "not a trace: no member 'schema' with the value 'racesim-trace'")]
    [InlineData("\"version\":1", "\"version\":2", "trace version 2 is unknown; this racesim reads version 1")]
    [InlineData("\"scenario\":\"s\",", "", "the trace has no member 'scenario'")]
    [InlineData("\"s\"", "\"\"", "the trace names no scenario")]
    [InlineData("\"s\"", "\"\\ud800\"", "not a trace: a text in it is no valid Unicode")]
    [InlineData("null", "3", "'build' is not a string")]
    [InlineData("12345678", "12", "the digest '12' is not at least 8 letters and digits")]
    [InlineData("[0,1]", "[0,64]", "'actors' has 64 where a whole number from 0 to 63 is expected")]
    [InlineData("[0,1]", "[0]", "'values' has 2 entries but 'actors' has 1")]
    [InlineData("[0,0]", "7", "'values' is not an array")]
    [InlineData("[]", "[\"1\"]", "'fingerprints' has 1 entries but 'actors' has 2")]
    [InlineData("[]", "[\"1\",\"g\"]", "'fingerprints' has \"g\" where a string of hexadecimal digits is expected")]
    public void A_bad_document_is_refused_with_the_reason(string old, string replacement, string reason)
    {
        Assert.Equal(2, TraceJson.Parse(Json).Schedule.Count);
        var text = Json.Replace(old, replacement, StringComparison.Ordinal);
        Assert.StartsWith(reason, Assert.Throws<TraceFormatException>(() => TraceJson.Parse(text)).Message, StringComparison.Ordinal);
    }

    private static void AssertSame(Trace expected, Trace actual)
    {
        Assert.Equal(expected.Scenario, actual.Scenario);
        Assert.Equal(expected.Build, actual.Build);
        Assert.Equal(expected.Schedule.Decisions.ToArray(), actual.Schedule.Decisions.ToArray());
    }

    private static Trace RandomTrace(ref Rng rng)
    {
        var schedule = new Schedule();
        var runs = rng.Below(20);
        for (var run = 0; run < runs; run++)
        {
            var actor = rng.Below(64);
            var value = rng.Below(3) == 0 ? rng.Below(1000) : 0;
            for (var count = rng.Below(30); count >= 0; count--)
                schedule.Add(actor, value);
        }

        for (var i = 0; i < schedule.Count; i++)
            schedule.AddFingerprint(rng.Next());
        string[] names = ["fork-vs-zap", "a:b@c %", "Wörter/漢字", "x.y_z+1", "0"];
        return new Trace
        {
            Scenario = names[rng.Below(names.Length)],
            Build = rng.Below(2) == 0 ? null : names[rng.Below(names.Length)],
            Digest = rng.Next().ToString("x16"),
            Violation = rng.Below(2) == 0 ? null : "I1",
            Schedule = schedule,
        };
    }
}
