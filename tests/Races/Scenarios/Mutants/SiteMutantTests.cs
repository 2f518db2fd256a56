using System.Text.RegularExpressions;
using RaceSim.Cli;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Mutants;
using RaceSim.Steps;
using RaceSim.Tests.Golden;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>Mutants of single places: the invariants kill those that matter, and what is mutated is what is named.</summary>
public sealed class SiteMutantTests
{
    private const string Build = "linux-6.9";

    private static readonly Scenario Reforder = ScenarioCatalogue.Find("reforder");

    [Theory]
    [InlineData("CopyPteRange", SiteMutationKind.DropLock, "I10")]
    [InlineData("AddMmRssVec", SiteMutationKind.DropWrite, "I3")]
    [InlineData("SetPtes", SiteMutationKind.DropWrite, "I20")]
    public void A_mutant_that_matters_is_killed_by_the_invariant_that_looks(string member, SiteMutationKind kind, string killer)
    {
        var mutant = Mutant.Of(Reforder, Build).First(m => m.Mutation.Site.Member == member && m.Mutation.Kind == kind);
        Assert.Equal(killer, mutant.Sample(SamplingStrategy.Pos, 1, 100).Killer);
    }

    [Fact]
    public void A_place_that_is_never_reached_changes_nothing()
    {
        var none = new Mutant(Reforder, Build, new SiteMutation(SiteMutationKind.DropLock, new SourceLabel("Nowhere", 1)));
        var clean = Verifier.Verify(Reforder, Build, new RunOptions());
        Assert.Equal(new MutantFate(null, clean.Executions, true), none.Search(10_000, () => true));
    }

    [Fact]
    public void Every_kind_of_step_that_is_reached_has_a_mutant()
    {
        var mutants = Mutant.Of(ScenarioCatalogue.Find("runaway"), Build);
        Assert.Equal(mutants.Count, mutants.Select(m => m.Mutation).Distinct().Count());
        Assert.Superset(
            new HashSet<SiteMutationKind> { SiteMutationKind.DropLock, SiteMutationKind.DropWrite, SiteMutationKind.DropFlush },
            mutants.Select(m => m.Mutation.Kind).ToHashSet());
    }

    [Fact]
    public void The_table_reads_as_committed()
    {
        string[] arguments = ["mutants", "reforder", "--build", Build, "--iterations", "100"];
        var run = Racesim.Run(arguments);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        // Columns without the lines, which change with every edit of a path.
        GoldenText.Check("mutants", Regex.Replace(Regex.Replace(run.Out, @":\d+", ""), @" +(?=\S)", " "));
        var rows = Racesim.Run([.. arguments, "--json"]).Json.GetProperty("mutants").EnumerateArray().ToList();
        Assert.All(rows, r => Assert.Equal(r.GetProperty("killed").GetBoolean(), r.GetProperty("reason").GetString()!.Length == 0));
    }
}
