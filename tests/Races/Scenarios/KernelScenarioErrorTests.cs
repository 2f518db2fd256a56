using RaceSim.Scenarios;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

public sealed class KernelScenarioErrorTests
{
    private const string Sound = """
        scenario: a
        constants: { ptes-per-table: 4, cont-ptes: 4 }
        folios:
          A: { pages: 4 }
        swap: [ 1 ]
        processes:
          P: { vmas: [ { start: 0, end: 4 } ], entries: "A0w A1r - s0" }
          C: { forked: true }
        threads:
          T0: { process: P, do: [ fork C ] }
          T1: { process: P, do: [ load 1 ] }
        builds:
          linux-6.8: { clean: true }
        """;

    private static readonly (string From, string To)[] Faults =
    [
        ("constants:", "constant:"),
        ("cont-ptes: 4", "cont-pte: 4"),
        ("cont-ptes: 4", "cont-ptes: 3"),
        ("linux-6.8:", "linux-6.7:"),
        ("linux-6.8:", "linux-6.8+no-rs:"),
        ("clean: true", "violates: [ I99 ]"),
        ("clean: true", "holds: []"),
        ("clean: true", "clean: true, stated: raceism"),
        ("load 1", "lood 1"),
        ("load 1", "load x"),
        ("load 1", "load 4"),
        ("load 1", "\" \""),
        ("load 1", "store 1"),
        ("load 1", "dontneed 3 2"),
        ("load 1", "restore A at 0"),
        ("load 1", "fork C"),
        ("load 1", "exit"),
        ("load 1", "mremap 1 to 2"),
        ("load 1", "mremap 1 2"),
        ("load 1", "split-vma 1"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ swapoff P ] }"),
        ("C: { forked: true }", "C: { shares: P }"),
        ("C: { forked: true }", "C: { shares: Q }"),
        ("swap: [ 1 ]", "swap: [ 1 ]\noptions: { walk-caches: true }"),
        ("swap: [ 1 ]", "swap: [ 1 ]\nspares: { tables: 1 }"),
        ("start: 0, end: 4 }", "start: 0, end: 4, file: A }"),
        ("T1: { process: P,", "K: { kernel: true,"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ restore A at 0 ] }"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ ksm-scan A of P at 9 ] }"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ ksm-scan B of P at 0 ] }"),
        ("T1: { process: P,", "T1: { process: Q,"),
        ("fork C", "fork D"),
        ("fork C", "fork P"),
        ("A0w", "B0w"),
        ("A0w", "A4w"),
        ("A0w", "A0"),
        ("A0w", "A0wx"),
        ("A0w", "A0wu"),
        ("A1r", "A1ru"),
        ("A1r", "mA1ru"),
        ("A1r", "A1rnc"),
        ("A1r", "A1rod"),
        ("A1r", "pA1rn"),
        ("- s0", "!wq s0"),
        ("- s0", "- s0w"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ reclaim A at 0 ] }"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ unpin A ] }"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ hardware-write P ] }"),
        ("load 1", "hardware-read P at 0"),
        ("load 1", "gup-read"),
        ("load 1", "split-pmd 0"),
        ("  C: { forked: true }\n", "  C: { forked: true }\n  Q: { huge: A }\n"),
        ("load 1", "gup-get 1"),
        ("load 1", "gup-write 7"),
        ("load 1", "gup-get 1, gup-pin 1, gup-put"),
        ("load 1", "gup-pin 9"),
        ("load 1", "lock A"),
        ("load 1", "page-referenced A"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ end-writeback A ] }"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ ksm-merge A of P at 0 ] }"),
        ("T1: { process: P, do: [ load 1 ] }", "K: { kernel: true, do: [ ksm-merge A of P at 0 into A ] }"),
        ("pages: 4", "pages: 4, ksm: true"),
        ("pages: 4", "pages: 4, writeback: true"),
        ("pages: 4", "pages: 4, same-data-as: B"),
        ("pages: 4", "pages: 4, swap-slot: 0"),
        ("A: { pages: 4 }\n", "A: { pages: 4 }\n  F: { file: true, swap-slot: 0 }\n"),
        ("- s0", "- s1"),
        ("end: 4 }", "end: 3 }"),
        ("end: 4 }", "end: 0 }"),
        ("end: 4 }", "end: 4, writable: false }"),
        ("pages: 4", "pages: 3"),
        ("  C: { forked: true }\n", "  C: { forked: true, pages: 4 }\n"),
        ("  T1: { process: P, do: [ load 1 ] }\n", string.Concat(Enumerable.Range(1, 8).Select(i => $"  T{i}: {{ process: P, do: [ load 1 ] }}\n"))),
    ];

    [Fact]
    public void Errors_point_at_what_is_wrong()
    {
        Assert.Null(ErrorOf(Sound));
        var text = string.Concat(Faults.Select(f => $"{Shown(f.From)} -> {Shown(f.To)}\n    {ErrorOf(Replaced(f.From, f.To)) ?? "no error"}\n"));
        GoldenText.Check("kernel-scenario-errors", text);
    }

    [Theory]
    [InlineData("load 1", "store 1 = 2", "scenario 'a' cannot be run: the scenario has no spare page left for a copy on write; raise 'spares: pages'")]
    [InlineData("load 1", "load 3", "scenario 'a' cannot be run: the scenario has no spare folio left for a swap-in; raise 'spares: pages' or 'spares: blocks'")]
    [InlineData("load 1", "populate-write 2", "scenario 'a' cannot be run: the scenario has no spare page left for an anonymous fault; raise 'spares: pages'")]
    public void What_only_a_run_shows_is_an_error_of_the_input(string from, string to, string message)
    {
        var scenario = ScenarioReader.Read(Replaced(from, to), "f.yaml");
        var verify = Assert.Throws<InputException>(() => Verifier.Verify(scenario, null, new RunOptions { Invariants = [] }));
        Assert.Equal(message, verify.Text);
        var sample = Assert.Throws<InputException>(() => Sampling.Run(scenario, null, new SamplingOptions(), new RunOptions { Invariants = [], MaxExecutions = 50 }));
        Assert.Equal(message, sample.Text);
    }

    [Fact]
    public void Whatever_the_file_only_an_input_error_escapes()
    {
        var sources = ScenarioCatalogue.Entries.Where(e => !e.IsSketch).Select(ScenarioCatalogue.Text).ToArray();
        var words = sources.SelectMany(s => s.Split(' ', '\n', ',')).Where(w => w.Length > 0).Distinct().ToArray();
        var random = new Random(20_261);
        var (refused, ran) = (0, 0);
        for (var i = 0; i < 1_500; i++)
        {
            var text = Mutate(sources[random.Next(sources.Length)], words, random);
            try
            {
                var scenario = ScenarioReader.Read(text, "f.yaml");
                var limits = new RunOptions { MaxExecutions = 2, StepBound = 300 };
                Sampling.Run(scenario, null, new SamplingOptions { Seed = (ulong)i }, limits);
                ran++;
            }
            catch (InputException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Text);
            }
            catch (Exception e)
            {
                Assert.Fail($"mutation {i} lets {e.GetType().Name} escape: {e.Message}\n{e.StackTrace}\n{text}");
            }
        }

        Assert.InRange(refused, 400, 1_300);
        Assert.True(ran > 150, $"{ran} ran");
    }

    // Replaces numbers and words, the way a person errs; a few characters at random besides.
    private static string Mutate(string text, string[] words, Random random)
    {
        for (var edits = 1 + random.Next(3); edits > 0; edits--)
        {
            var parts = System.Text.RegularExpressions.Regex.Matches(text, @"[A-Za-z0-9-]+");
            var part = parts[random.Next(parts.Count)];
            var by = random.Next(4) switch
            {
                0 => words[random.Next(words.Length)],
                1 => random.Next(12).ToString(System.Globalization.CultureInfo.InvariantCulture),
                2 => parts[random.Next(parts.Count)].Value,
                _ => "",
            };
            text = text[..part.Index] + by + text[(part.Index + part.Length)..];
        }

        return text;
    }

    private static string Replaced(string from, string to)
    {
        Assert.Contains(from, Sound, StringComparison.Ordinal);
        return Sound.Replace(from, to, StringComparison.Ordinal);
    }

    private static string Shown(string text) => text.ReplaceLineEndings("\\n");

    private static string? ErrorOf(string text)
    {
        try
        {
            ScenarioReader.Read(text, "f.yaml");
            return null;
        }
        catch (InputException e)
        {
            return e.Text;
        }
    }
}
