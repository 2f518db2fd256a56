using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Differences;
using RaceSim.Scenarios.Mutants;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>Mutants of single places: each operator does what its name says, and the checks kill those that matter.</summary>
public sealed class SiteMutantTests
{
    private const string Build = "linux-6.9";
    private const int Schedules = 300;

    /// <summary>Scenario, build, function, mutation, what the step touches, and the check that notices.</summary>
    public static TheoryData<string, string, string, SiteMutationKind, string, string> Kills { get; } = new()
    {
        { "reforder", Build, "CopyPteRange", SiteMutationKind.DropLock, "PageTable", "I10" },
        { "reforder", Build, "CopyPteRange", SiteMutationKind.DuplicateLock, "PageTable", "deadlock" },
        { "reforder", Build, "AddMmRssVec", SiteMutationKind.DropWrite, "rss", "I3" },
        { "reforder", Build, "SetPtes", SiteMutationKind.DropWrite, "pte", "I20" },
        { "reforder", Build, "WriteProtectPage", SiteMutationKind.SkipUndo, "refcount", "I1=" },
        { "reforder", Build, "WriteProtectPage", SiteMutationKind.DropRecheck, "refcount", "I28" },
        { "reforder", Build, "CopyPresentPte", SiteMutationKind.SwapUpdates, "refcount, mapcount", "I1" },
        { "runaway", Build, "FlushTlbRange", SiteMutationKind.DropFlush, "tlb", "I6" },
        { "reforder", Build, "PtepGet", SiteMutationKind.UnlockEarly, "PageTable", "I10" },
        { "reforder", Build, "DupMmap", SiteMutationKind.DropLock, "MmapLock", "I30" },
    };

    [Theory]
    [MemberData(nameof(Kills))]
    public void A_mutant_that_matters_is_killed_by_the_check_that_looks(string scenario, string build, string member, SiteMutationKind kind, string target, string killer)
    {
        var places = Study(Subject(scenario, build)).Places.Where(p => p.Mutation.Site.Member == member && p.Mutation.Kind == kind && p.Target == target).ToList();
        Assert.NotEmpty(places);
        Assert.Contains(killer, places.SelectMany(p => p.Mutants).Select(m => m.Sample(SamplingStrategy.Pos, 1, Schedules).Killer));
    }

    [Fact]
    public void A_place_that_is_never_reached_changes_nothing()
    {
        var clean = Verifier.Verify(ScenarioCatalogue.Find("reforder"), Build, new RunOptions());
        foreach (var kind in Enum.GetValues<SiteMutationKind>())
        {
            var none = new Mutant(Subject("reforder", Build), new SiteMutation(kind, new SourceLabel("Nowhere", 1), new SourceLabel("Nowhere", 2)));
            Assert.Equal(new MutantFate(null, clean.Executions, true), none.Search());
            Assert.True(none.IsEquivalent(StateView.Full));
        }
    }

    [Fact]
    public void Every_kind_of_mutation_finds_places()
    {
        var study = Study(Subject("runaway", Build), Subject("reforder", Build), Subject("partial-pin", Build), Subject("hole", Build));
        Assert.Equal(study.Places.Count, study.Places.Select(p => p.Mutation).Distinct().Count());
        Assert.Superset(Enum.GetValues<SiteMutationKind>().ToHashSet(), study.Places.Select(p => p.Mutation.Kind).ToHashSet());
    }

    [Fact]
    public void The_same_seed_gives_the_same_report()
    {
        MutantReport Once() => Study(Subject("reforder", Build)) is var study ? study.Run(study.Places.First(p => p.Mutation.Kind == SiteMutationKind.DropRecheck)) : null!;
        var (a, b) = (Once(), Once());
        Assert.Equal((a.End, a.Reason, a.Searched), (b.End, b.Reason, b.Searched));
        Assert.Equal(a.Fates, b.Fates);
    }

    [Fact]
    public void What_survives_is_believed_only_if_it_does_what_the_original_does()
    {
        // Nobody reads the sequence of a fork here, so leaving it alone changes nothing; the child's table does change.
        var known = KnownSurvivors.Read(
            """
            equivalent:
              - { in: CopyPageRange, mutation: drop write, of: write_protect_seq, because: "nobody pins here" }
              - { in: PteAlloc, mutation: drop write, of: pmd, because: "not true" }
            """,
            "known.yaml");
        var study = new MutantStudy([Subject("reforder", Build)], [SamplingStrategy.Pos], 1, 50, 20_000, known);
        MutantReport Of(string member, string target) =>
            study.Run(study.Places.First(p => p.Mutation.Site.Member == member && p.Target == target && p.Mutation.Kind is SiteMutationKind.DropWrite));
        var silent = Of("CopyPageRange", "write_protect_seq");
        Assert.Equal((MutantEnd.Equivalent, "nobody pins here"), (silent.End, silent.Reason));
        Assert.NotEqual(MutantEnd.Equivalent, Of("PteAlloc", "pmd").End);
    }

    [Theory]
    [InlineData("equivalent: [ { in: F, mutation: drop lok, because: x } ]", "1:34: there is no mutation 'drop lok'; did you mean 'drop lock'?")]
    [InlineData("equivalent: [ { in: F, mutation: drop lock } ]", "1:15: ")]
    [InlineData("equivalents: []", "1:1: unknown key 'equivalents'")]
    public void A_wrong_list_of_survivors_says_where(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => KnownSurvivors.Read(text, "f")).Text, StringComparison.Ordinal);

    [Fact]
    public void What_the_tool_says_of_survivors_is_about_kernel_paths_that_exist()
    {
        Assert.NotEmpty(KnownSurvivors.All);
        Assert.Empty(KnownSurvivors.All.Where(k => k.Function.Length > 0 && KernelSource.FileOf(k.Function) is null).Select(k => $"survivors.yaml:{k.Line}: {k.Function}"));
        Assert.All(KnownSurvivors.All, k => Assert.True(k.Function.Length + k.Target.Length > 0, $"survivors.yaml:{k.Line} speaks of everything"));
    }

    [Fact]
    public void The_scenarios_for_mutants_alone_are_as_their_files_say() => Assert.All(
        MutantScenarios.Read().SelectMany(s => s.Header.Expectations.Select(e => (Scenario: s, Expectation: e))),
        s => Assert.Equal(Verdict.Proved, Verifier.Verify(s.Scenario, s.Expectation.Build, new RunOptions { Invariants = s.Expectation.Holds.Count > 0 ? s.Expectation.Holds : null }).Verdict));

    private static MutantSubject Subject(string scenario, string build)
    {
        var read = ScenarioCatalogue.Find(scenario);
        return new MutantSubject(read, read.Header.Expectations.First(e => e.Build == build), 20_000, () => true);
    }

    private static MutantStudy Study(params MutantSubject[] subjects) => new(subjects, [SamplingStrategy.Pos], 1, Schedules, 20_000, []);
}
