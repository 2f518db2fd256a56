using RaceSim.Cli;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Scenarios;

public sealed class KernelScenarioRefusalTests
{
    private const string Sound = """
        scenario: sound
        constants: { ptes-per-table: 4, cont-ptes: 4 }
        folios:
          A: { pages: 8 }
        processes:
          P: { pages: 8, entries: "A0w A1w A2w A3w A4w A5w A6w A7w" }
          C: { forked: true }
        threads:
          T0: { process: P, do: [ load 1 ] }
        builds:
          linux-6.9: { clean: true }
        """;

    [Fact]
    public void The_scenario_that_the_others_spoil_is_sound() => Assert.Equal(ExitCode.AsExpected, Verify(Sound).Code);

    /// <summary>A state that no kernel can be in would break a check at some step that did nothing wrong.</summary>
    [Theory]
    [InlineData("A6w A7w", "A6wc A7w", "breaks I15 before the first step on linux-6.9: block 4..7 of P is contiguous in part")]
    [InlineData("pages: 8 }", "pages: 8, file: true }", "breaks I5 before the first step on linux-6.9: page 0 of A is mapped writable in a private mapping")]
    public void An_initial_state_that_breaks_an_invariant_is_refused(string part, string instead, string complaint)
    {
        using var scenario = new TemporaryFile(".yaml", Sound.Replace(part, instead, StringComparison.Ordinal));
        foreach (var command in new[] { "verify", "explore", "reproduce" })
        {
            var run = Racesim.Run(command, scenario.Path);
            Assert.Equal(ExitCode.BadInput, run.Code);
            Assert.StartsWith($"racesim: {scenario.Path}:6:3: the initial state breaks", run.Error, StringComparison.Ordinal);
            Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
            Assert.Equal(1, run.Error.Count(c => c == '\n'));
        }

        Assert.NotEqual(ExitCode.BadInput, Racesim.Run("verify", scenario.Path, "--invariants", "I3").Code);
    }

    [Theory]
    [InlineData("load 1", "fork C, fork C", "'C' is forked twice")]
    [InlineData("load 1", "fork D", "unknown process 'D'")]
    [InlineData("load 1", "load 9", "page 9 is in no VMA of P")]
    [InlineData("load 1", "laod 1", "did you mean 'load'")]
    [InlineData("load 1", "store 1 = -7", "a store reads 'store PAGE = VALUE'")]
    [InlineData("[ load 1 ]", "[ ]", "thread 'T0' does nothing")]
    [InlineData("process: P, do: [ load 1 ]", "kernel: true, do: [ restore A at 0 ]", "folio 'A' at page 0 does not lie in one page table of P")]
    [InlineData("A0w A1w", "A0w A0w", "2 entries map page 0 of folio 'A'")]
    [InlineData("A7w", "B7w", "unknown folio 'B'")]
    [InlineData("A7w", "A9w", "names page 9 of folio 'A', which has 8")]
    [InlineData("pages: 8 }\nprocesses:\n  P: { pages: 8, entries: \"A0w", "pages: 8, file: true }\nprocesses:\n  P: { pages: 8, entries: \"A0x", "'A0x' names a page of folio 'A', which is a file's")]
    [InlineData("linux-6.9", "linux-6.99", "did you mean 'linux-6.9'")]
    [InlineData("linux-6.9", "linux-6.9+no-rs", "did you mean 'no-rss'")]
    [InlineData("clean: true", "cleann: true", "did you mean 'clean'")]
    [InlineData("clean: true", "violates: [ I99 ]", "unknown invariant 'I99'")]
    [InlineData("clean: true", "observes: [ lock-brake ]", "did you mean 'lock-break'")]
    [InlineData("builds:", "reaches: [ lock-brake ]\nbuilds:", "did you mean 'lock-break'")]
    [InlineData("pages: 8, e", "pages: 7, e", "'pages' must be a multiple of 'ptes-per-table' (4)")]
    public void A_file_that_means_nothing_is_refused_in_one_line(string part, string instead, string complaint)
    {
        var run = Verify(Sound.Replace(part, instead, StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void A_folio_that_nobody_migrates_cannot_be_restored()
    {
        var run = Verify(Sound.Replace("folios:", "folios:\n  B: { pages: 4 }", StringComparison.Ordinal)
            .Replace("process: P, do: [ load 1 ]", "kernel: true, do: [ restore B at 0 ]", StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("'B' is not being migrated; expected an entry like 'mB0r'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_arms_only_what_the_file_says_holds()
    {
        var run = Racesim.Run("verify", "aligned-break", "--build", "oppo-contpte");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        Assert.Contains("as the file expects: I15 holds, nothing else checked", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_with_one_name_are_both_reproduced()
    {
        using var one = new TemporaryFile(".yaml", Sound);
        using var two = new TemporaryFile(".yaml", Sound.Replace("load 1", "load 2", StringComparison.Ordinal));
        Assert.Equal(2, Racesim.Run("reproduce", one.Path, two.Path, "--json").Json.GetProperty("rows").GetArrayLength());
    }

    private static Racesim Verify(string text)
    {
        using var file = new TemporaryFile(".yaml", text);
        return Racesim.Run("verify", file.Path);
    }
}
