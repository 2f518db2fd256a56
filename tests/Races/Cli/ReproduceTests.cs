using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class ReproduceTests
{
    private static readonly string[] Members =
    [
        "claim", "source", "scenario", "build", "expected", "found", "asExpected", "complete", "schedules", "elapsedSeconds", "trace", "minimal", "note",
    ];

    [Fact]
    public void Rows_that_come_out_as_expected_are_exit_code_zero()
    {
        using var buggy = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.LostUpdate, "T1", "{ violated: never }"));
        using var fixedOne = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.Harmless, "T2", "proved"));
        var run = Racesim.Run("reproduce", buggy.Path, fixedOne.Path);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("reproduce", run.Timeless);
    }

    [Fact]
    public void A_row_that_does_not_is_marked_and_exit_code_one()
    {
        using var buggy = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.LostUpdate, "T1", "proved"));
        using var harmless = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.Harmless, "T2", "{ violated: never }"));
        var run = Racesim.Run("reproduce", buggy.Path, harmless.Path);
        Assert.Equal(ExitCode.Unexpected, run.Code);
        GoldenText.Check("reproduce-unexpected", run.Timeless);
    }

    [Fact]
    public void Json_has_the_documented_members_in_the_order_of_the_files()
    {
        using var one = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.LostUpdate, "T1", "{ violated: never }"));
        using var two = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.Harmless, "T2", "proved"));
        var json = Racesim.Run("reproduce", one.Path, two.Path, "--json", "--workers", "2").Json;
        var rows = json.GetProperty("rows").EnumerateArray().ToList();
        Assert.True(json.GetProperty("asExpected").GetBoolean());
        Assert.All(rows, row => Assert.Equal(Members, row.EnumerateObject().Select(m => m.Name)));
        Assert.Equal(["T1", "T2"], rows.Select(r => r.GetProperty("claim").GetString()));
        Assert.Equal(["violates never", "clean"], rows.Select(r => r.GetProperty("found").GetString()));
    }

    [Fact]
    public void A_claim_takes_the_rows_that_settle_it_and_no_others()
    {
        var rows = Racesim.Run("reproduce", "E13", "--json").Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["linux-6.9", "contpte-per-pte", "oppo-contpte", "linux-6.9", "contpte-per-pte", "linux-6.9", "contpte-per-pte"], rows.Select(r => r.GetProperty("build").GetString()));
        Assert.All(rows, r => Assert.Equal("E13", r.GetProperty("claim").GetString()));
    }

    [Fact]
    public void A_seed_document_takes_the_rows_that_it_raised()
    {
        var rows = Racesim.Run("reproduce", "E09", "--seed", "003", "--json").Json.GetProperty("rows");
        Assert.Equal(Racesim.Run("reproduce", "hole", "--json").Json.GetProperty("rows").GetArrayLength(), rows.GetArrayLength());
    }

    [Fact]
    public void The_page_has_a_section_for_claims_of_one_s_own_and_says_what_came_out_otherwise()
    {
        using var buggy = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.LostUpdate, "T1", "{ violated: never }"));
        using var harmless = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.Harmless, "T2", "{ violated: never }"));
        using var page = new TemporaryFile(".md", "");
        Racesim.Run("reproduce", buggy.Path, harmless.Path, "--markdown", page.Path);
        var text = File.ReadAllText(page.Path);
        Assert.Contains("\n2 claims; 2 rows: 2 violations, 0 events, 0 where nothing breaks.", text, StringComparison.Ordinal);
        Assert.Contains("\n### T1\n", text, StringComparison.Ordinal);
        Assert.Contains("| lost-update | `-` | violates never | 4 | 1 | `000_0000.txt#1` | RaceSim |  |\n", text, StringComparison.Ordinal);
        Assert.Contains("| harmless | `-` | **expected: violates never, found: clean** | - | - |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Open (", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_a_few_claims_has_these_alone()
    {
        using var page = new TemporaryFile(".md", "");
        Racesim.Run("reproduce", "E07", "D06", "--markdown", page.Path);
        var headings = File.ReadAllLines(page.Path).Where(l => l.StartsWith("### ", StringComparison.Ordinal)).Select(l => l[4..7]);
        Assert.Equal(["E07", "D06"], headings);
    }

    [Fact]
    public void A_budget_that_ends_leaves_the_row_without_a_verdict()
    {
        using var file = new TemporaryFile(".yaml", Sketches.Claiming(Sketches.Harmless, "T2", "proved"));
        var run = Racesim.Run("reproduce", file.Path, "--max-executions", "1", "--json");
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        Assert.StartsWith("unknown", run.Json.GetProperty("rows")[0].GetProperty("found").GetString(), StringComparison.Ordinal);
    }
}
