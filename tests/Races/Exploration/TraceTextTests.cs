using RaceSim.Exploration;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>A trace survives what a mail does to it.</summary>
public sealed class TraceTextTests
{
    private const string Line = "racesim1:reforder@batch-v2:ae54cdb7:a16b6:7908972a";

    public static TheoryData<string> Mails =>
    [
        Line,
        $"  {Line}\n",
        $"> > {Line}",
        $"> racesim1:reforder@batch-v2:\n> ae54cdb7:a16b6:7908972a",
        "> > I see this with\n> >   racesim1:reforder@batch-\n> > v2:ae54cdb7:a16b6:79\n> > 08972a\n> > on my machine.",
        $"Reproduce with racesim replay '{Line}' (see above).\r\nThanks",
        "racesim1:reforder@batch-v2:ae54cdb7:a1  \r\n\t6b6:7908972a, says the tool",
        $"racesim and racesimulation: {Line}",
    ];

    [Theory]
    [MemberData(nameof(Mails))]
    public void A_trace_is_found(string mail) => Assert.Equal(Line, TraceText.Unwrap(mail));

    [Fact]
    public void What_belongs_to_the_word_stays_and_makes_it_wrong() =>
        Assert.Throws<TraceFormatException>(() => TraceLine.Parse(TraceText.Unwrap(Line + "00")));

    [Fact]
    public void A_text_without_a_trace_stays_what_it_is() => Assert.Equal("no trace: here", TraceText.Unwrap(" no trace: here "));

    [Fact]
    public void A_trace_that_is_cut_off_stays_cut_off() =>
        Assert.Throws<TraceFormatException>(() => TraceLine.Parse(TraceText.Unwrap("> racesim1:reforder@batch-v2:ae54cdb7")));
}
