using RaceSim.Kernel.Builds;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Invariants;
using RaceSim.Tests.Races.Scenarios;
using Xunit;

namespace RaceSim.Tests.Mutants;

/// <summary>
/// Every invariant catches a build that breaks it when it alone is armed, and the same scenario's sound build is proved clean by it: the check can
/// fail, and does not fail without reason.
/// </summary>
public sealed class MutantTests
{
    private const string Forked = """
        scenario: forked
        constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: 100 }
        folios: { A: { pages: 1 } }
        spares: { pages: 2 }
        processes:
          P: { entries: "A0w" }
          C: { forked: true }
        threads:
          T0: { process: P, do: [ fork C, store 0 = 5 ] }
          U0: { process: C, do: [ load 0 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    private const string Storing = """
        scenario: storing
        constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: 100 }
        folios: { A: { pages: 1 } }
        spares: { pages: 1 }
        processes:
          P: { entries: "A0w" }
          C: { forked: true }
        threads:
          T0: { process: P, do: [ fork C ] }
          T1: { process: P, do: [ store 0 = 5 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    private const string Pinning = """
        scenario: pinning
        constants: { ptes-per-table: 4, cont-ptes: 4, break-threshold: 100 }
        folios: { A: { pages: 1 } }
        spares: { pages: 2 }
        processes:
          P: { entries: "A0w" }
          C: { forked: true }
        threads:
          T0: { process: P, do: [ fork C, store 0 = 5 ] }
          T1: { process: P, do: [ pin 0 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    private const string Discarding = """
        scenario: discarding
        constants: { ptes-per-table: 4, cont-ptes: 4 }
        folios: { A: { pages: 1 } }
        spares: { pages: 1 }
        processes:
          P: { entries: "A0w" }
        threads:
          T0: { process: P, do: [ dontneed 0 ] }
          T1: { process: P, do: [ load 0 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    private const string Faulting = """
        scenario: faulting
        constants: { ptes-per-table: 2, cont-ptes: 1 }
        spares: { pages: 1 }
        processes:
          P: {}
        threads:
          T0: { process: P, do: [ populate-write 0 ] }
          T1: { process: P, do: [ populate-write 0 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    private const string Reusing = """
        scenario: reusing
        constants: { ptes-per-table: 2, cont-ptes: 1 }
        folios: { A: { pages: 1 } }
        spares: { pages: 1 }
        processes:
          P: { entries: "A0r" }
        threads:
          T0: { process: P, do: [ store 0 = 5 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    private const string Copying = """
        scenario: copying
        constants: { ptes-per-table: 1, cont-ptes: 1 }
        folios: { A: {} }
        spares: { pages: 1 }
        processes:
          P: { entries: "A0r" }
          Q: { entries: "A0r" }
        threads:
          T0: { process: P, do: [ populate-write 0 ] }
          T1: { process: Q, do: [ store 0 = 5 ] }
          U: { process: P, do: [ load 0 ] }
        builds: { linux-5.8: { clean: true } }
        """;

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["copying"] = Copying,
        ["forked"] = Forked,
        ["storing"] = Storing,
        ["pinning"] = Pinning,
        ["discarding"] = Discarding,
        ["faulting"] = Faulting,
        ["reusing"] = Reusing,
    };

    /// <summary>Invariant, scenario, build that breaks it, build that does not.</summary>
    public static TheoryData<string, string, string, string> Kills { get; } = new()
    {
        { "I1", "reforder", "batch-v2", "batch-v3" },
        { "I1=", "partial-pin", "batch-v3+keep-remainder-refs", "batch-v3" },
        { "I1=", "partial-pin", "linux-6.9+keep-refs-at-exit", "linux-6.9" },
        { "I2", "partial-pin", "batch-v3+publish-whole-batch", "batch-v3" },
        { "I2", "faulting", "linux-6.8+no-fault-recheck", "linux-6.8" },
        { "I3", "forked", "linux-6.8+no-rss", "linux-6.8" },
        { "I4", "forked", "linux-6.8+no-write-protect", "linux-6.8" },
        { "I5", "single-pte", "batch-v3-first-pte", "batch-v3-any-writable" },
        { "I5", "forked", "linux-6.8+no-write-protect", "linux-6.8" },
        { "I6", "storing", "linux-6.8+no-flush-after-fork", "linux-6.8" },
        { "I6", "runaway", "contpte-per-pte+no-flush-in-convert", "contpte-per-pte" },
        { "I6", "runaway", "contpte-per-pte+no-unfold-before-single", "contpte-per-pte" },
        { "I7", "discarding", "linux-6.8+free-before-flush", "linux-6.8" },
        { "I9", "partial-pin", "batch-v3+keep-refs-at-exit", "batch-v3" },
        { "I10", "forked", "linux-6.8+no-destination-lock", "linux-6.8" },
        { "I11", "pinning", "linux-6.8+allocate-under-lock", "linux-6.8" },
        { "I11", "reusing", "linux-6.8+wait-for-folio-lock", "linux-6.8" },
        { "I12", "reusing", "linux-6.8+wait-for-folio-lock", "linux-6.8" },
        { "I13", "pinning", "linux-6.8+no-seq-recheck", "linux-6.8" },
        { "I13", "pinning", "linux-6.8+ignore-pins", "linux-6.8" },
        { "I14", "end-bits", "batch-v3-frames-only", "batch-v3-proposed" },
        { "I15", "partial-wrprotect", "contpte-per-pte+wrprotect-part-without-unfold", "contpte-per-pte" },
        { "I15", "midfork-restore", "blind-copy", "contpte-per-pte" },
        { "I16", "forked", "linux-6.8+keep-anon-exclusive", "linux-6.8" },
        { "I20", "hole", "batch-count-mapped", "batch-v2" },
        { "I2", "vma-only", "batch-v3+bound-by-folio", "batch-v3" },
        { "I21", "end-bits", "batch-v3-frames-only", "batch-v3" },
        { "I21", "shared-mix", "batch-v3-first-pte", "batch-v3-shared-mix" },
        { "I21", "vma-only", "batch-v3+bound-by-folio", "batch-v3-proposed" },
        { "I21", "top-of-space", "batch-v3+wrap-to-zero", "batch-v3" },
        { "I2", "split-copy", "split-present+fall-through-nonpresent", "split-present" },
        { "I3", "split-copy", "split-present+fall-through-nonpresent", "linux-5.8" },
        { "I7", "prealloc", "linux-6.8+stale-page-after-retry", "linux-6.8" },
        { "I9", "prealloc", "linux-6.8+keep-ref-at-retry", "linux-6.8" },
        { "I9", "prealloc", "linux-6.8+leak-prealloc", "linux-6.8" },
        { "I11", "full-count", "linux-6.9+extend-count-under-locks", "linux-6.9" },
        { "I14", "migration-downgrade", "linux-6.8+lose-migration-bits", "linux-6.8" },
        { "I16", "migration-downgrade", "linux-6.8+downgrade-child-only", "linux-6.8" },
        { "I5", "migration-downgrade", "linux-6.8+downgrade-parent-only", "linux-6.8" },
        { "I18", "full-count", "linux-6.9+publish-without-count", "linux-6.9" },
        { "I20", "full-count", "linux-6.9+skip-after-continuation", "linux-6.9" },
        { "I22", "migration-downgrade", "linux-6.8+walk-child-first", "linux-6.8" },
        { "I24", "swapoff-list", "linux-6.9+no-mmlist-recheck", "linux-6.9" },
        { "I24", "swapoff-list", "linux-6.9+no-mmlist", "linux-6.9" },
        { "I4", "unfold-bbm", "contpte-per-pte+drop-lock-in-convert", "contpte-per-pte" },
        { "I4", "uptodate-barrier", "linux-6.9+no-uptodate-barrier+pso", "linux-6.9+pso" },
        { "I4", "cow-no-barrier", "cow-pte-v5+relaxed-put+pso", "cow-pte-v5+pso" },
        { "I14", "unfold-bbm", "contpte-per-pte+lose-dirty-in-convert", "contpte-per-pte" },
        { "I7", "double-map", "oppo-contpte+unmap-part-without-split", "oppo-contpte" },
        { "I7", "double-map", "oppo-contpte+keep-one-reference", "oppo-contpte" },
        { "I15", "double-map", "oppo-contpte+split-keeps-contiguous", "oppo-contpte" },
        { "I2", "double-split", "oppo-contpte+no-double-map-test-and-set+split-without-folio-lock", "oppo-contpte" },
        { "I5", "double-map-reuse", "oppo-mapcount-reuse+lower-entire-first+split-without-folio-lock", "oppo-mapcount-reuse+lower-entire-first" },
        { "I11", "split-sleeps", "oppo-contpte", "oppo-split-outside" },
        { "I20", "split-sleeps", "oppo-contpte+skip-after-split", "oppo-split-outside" },
        { "I14", "dirty-batch", "batch-v2", "batch-v2-any-dirty" },
        { "I14", "shared-dirty", "linux-6.9+lose-dirty-at-zap", "linux-6.9" },
        { "I18", "swap-in", "large-swap-in+no-swap-recheck", "large-swap-in" },
        { "I8", "cow-late-flush-exit", "cow-pte-v5", "cow-pte-v5-fixed" },
        { "I9", "cow-recheck-count", "cow-pte-v5+no-table-recheck", "cow-pte-v5" },
        { "I10", "cow-pmd-lock", "cow-pte-v5-pt-reclaim", "cow-pte-v5-fixed-pt-reclaim" },
        { "I17", "cow-refdec", "cow-pte-v5+unlock-before-install", "cow-pte-v5" },
        { "I19", "cow-seqcount", "cow-pte-v5", "cow-pte-v5-no-seqcount" },
        { "I23", "cow-notifier", "cow-pte-v5+no-notifier-in-copy", "cow-pte-v5" },
        { "I2", "cow-file-read", "cow-pte-v5+break-on-write-only", "cow-pte-v5-fixed" },
        { "I2", "cow-bad-pmd", "cow-pte-v5+no-bad-pmd-change", "cow-pte-v5-fixed" },
        { "I2", "cow-call-sites", "cow-pte-v5+no-break-at-call-site", "cow-pte-v5" },
        { "I7", "deferred-split", "linux-6.9+free-part-at-unmap", "linux-6.9" },
        { "I7", "deferred-split", "linux-6.9+split-without-freeze", "linux-6.9" },
        { "I2", "recheck", "linux-5.8+no-write-fault-recheck", "linux-5.8" },
        { "I4", "copying", "linux-5.8+lower-old-mapcount-first", "linux-5.8" },
        { "I4", "ksm-reuse-data", "linux-5.8+no-ksm-freeze", "linux-5.9" },
        { "I5", "pmd-split", "linux-5.7", "linux-5.8" },
        { "I4", "pmd-split", "wp-page-mapcount", "wp-simplify-trial" },
        { "I25", "and-or", "wp-simplify-trial", "wp-simplify-or" },
        { "I25", "and-or", "linux-5.9+no-count-recheck", "linux-5.9" },
        { "I26", "swap-cache-reuse", "linux-5.8+ignore-stable-writeback", "linux-5.8" },
        { "I27", "unlock-late", "linux-5.9-rc4", "linux-5.9-rc7" },
        { "I7", "unlock-late", "wp-simplify-trial", "linux-5.9" },
        { "I28", "reforder", "batch-v2", "batch-v3" },
        { "I29", "top-of-space", "batch-v3+no-wrap-test", "batch-v3-proposed" },
        { "I20", "full-count", "linux-5.8+entry-value-as-status", "linux-5.8" },
        { "I6", "whole-wrprotect", "linux-6.9+no-flush-after-fork", "linux-6.9" },
        { "I4", "nested-flush", "linux-6.9+no-nested-flush", "linux-6.9" },
        { "I4", "peek-before-zap", "contpte-per-pte+zap-peeks-without-lock", "contpte-per-pte" },
        { "I4", "batched-flush", "linux-6.9+no-batched-drain", "linux-6.9" },
        { "I4", "reclaim-store", "linux-6.9+write-before-flush", "linux-6.9" },
        { "I7", "reclaim-store", "linux-6.9+free-before-batched-flush", "linux-6.9" },
        { "I14", "dirty-after-zap", "linux-6.9+flush-after-unlock", "linux-6.9" },
        { "I14", "dirty-after-zap", "linux-6.9+rmap-before-flush", "linux-6.9" },
        { "I22", "device-flags", "linux-6.9", "contpte-entry-flags" },
        { "I22", "lockless-read", "linux-6.9+no-unfold-before-single", "linux-6.9" },
        { "I29", "batch-past-folio", "linux-6.9+batch-past-folio", "linux-6.9" },
        { "I29", "lazyfree-table", "linux-6.9+lazyfree-past-table", "linux-6.9" },
        { "I4", "lazyfree-pin", "linux-6.9+dirty-before-count", "linux-6.9" },
        { "I4", "lazyfree-pin", "linux-6.9+count-before-clear", "linux-6.9" },
        { "I4", "migrate-store", "linux-6.9+copy-before-flush", "linux-6.9" },
        { "I13", "migrate-pinned", "linux-6.9+migrate-pinned+migrate-referenced", "linux-6.9" },
        { "I4", "swap-in-twice", "linux-6.9+no-swap-claim", "linux-6.9" },
    };

    /// <summary>Mutations that break no rule but do something else than they should: an event shows them.</summary>
    private static readonly Mutation[] Harmless = [Mutation.FailForkOnFullCount, Mutation.PreallocElsewhere];

    [Theory]
    [InlineData("full-count", "linux-6.9", "fail-fork-on-full-count", "fork-failed")]
    [InlineData("prealloc-policy", "linux-6.8", "prealloc-elsewhere", "prealloc-used-elsewhere")]
    public void A_mutation_that_breaks_no_rule_is_shown_by_an_event(string scenario, string build, string mutation, string happens)
    {
        var mutant = Verifier.Verify(Read(scenario), $"{build}+{mutation}", new RunOptions());
        var sound = Verifier.Verify(Read(scenario), build, new RunOptions());
        Assert.Contains(happens, mutant.Reached);
        Assert.DoesNotContain(happens, sound.Reached);
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public void Invariant_alone_catches_the_mutant_and_spares_the_sound_build(string invariant, string scenario, string mutant, string sound)
    {
        var read = Read(scenario);
        var options = new RunOptions { Invariants = [invariant] };
        var caught = Verifier.Verify(read, mutant, options);
        Assert.Equal(Verdict.Violated, caught.Verdict);
        Assert.Equal(invariant, caught.Violations[0].Violation.Invariant);
        var replay = Replayer.Run(read, caught.Violations[0].Trace);
        Assert.Null(replay.Divergence);
        Assert.Equal(invariant, replay.Violation?.Violation.Invariant);
        var spared = Verifier.Verify(read, sound, options);
        Assert.True(spared.Complete);
        Assert.Empty(spared.Violations);
    }

    // No build drops a lock that only I30 knows of: a mutant of a single place does.
    private static IEnumerable<string> SiteKills => SiteMutantTests.Kills.Select(k => (string)k[5]).Where(id => id == "I30");

    [Fact]
    public void Every_invariant_is_caught_out_by_some_mutant() =>
        Assert.Equal(
            InvariantCatalogue.All.Select(i => i.Id).Order(StringComparer.Ordinal),
            Kills.Select(k => (string)k[0]).Concat(SiteKills).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_mutation_is_killed()
    {
        var used = Kills.Select(k => KernelBuilds.Find((string)k[2])!.Mutations).Aggregate(Mutation.None, (a, b) => a | b);
        var missing = Enum.GetValues<Mutation>().Where(m => m != Mutation.None && (used & m) == 0).Except(Harmless);
        Assert.Empty(missing);
        var unmapping = Kills.Select(k => KernelBuilds.Find((string)k[2])!.UnmapMutations).Aggregate(UnmapMutation.None, (a, b) => a | b);
        Assert.DoesNotContain(Enum.GetValues<UnmapMutation>(), m => m != UnmapMutation.None && (unmapping & m) == 0);
    }

    /// <summary>With every invariant armed the scenarios of this file stay clean: a mutant is not caught by an accident of its scenario.</summary>
    [Theory]
    [InlineData("forked")]
    [InlineData("storing")]
    [InlineData("pinning")]
    [InlineData("discarding")]
    [InlineData("faulting")]
    [InlineData("reusing")]
    public void Sound_build_is_clean_with_all_invariants(string scenario)
    {
        var report = Verifier.Verify(Read(scenario), "linux-6.8", new RunOptions());
        Assert.Equal(Verdict.Proved, report.Verdict);
    }

    /// <summary>More predicates than bits: those that judge a single step must not be asked after others' steps.</summary>
    [Fact]
    public void Many_predicates_raise_no_false_alarm()
    {
        var text = """
            scenario: many
            constants: { ptes-per-table: 32, cont-ptes: 4 }
            folios: { A: { pages: 32 } }
            spares: { pages: 2 }
            processes:
              P: { entries: "A0w A1w A2w A3w A4w A5w A6w" }
              C: { forked: true }
            threads:
              T0: { process: P, do: [ load 0, store 0 = 7, fork C, load 0, store 0 = 9 ] }
              T1: { process: P, do: [ pin 2 ] }
              U0: { process: C, do: [ store 1 = 3, load 1 ] }
            builds: { linux-6.8: { clean: true } }
            """;
        var report = Sampling.Run(ScenarioReader.Read(text, "many.yaml"), null, new SamplingOptions { Seed = 3 }, new RunOptions { MaxExecutions = 400 });
        Assert.Equal(Verdict.Bounded, report.Verdict);
        Assert.Contains("gup-fast-pinned", report.Reached);
    }

    private static Scenario Read(string name) =>
        Texts.TryGetValue(name, out var text) ? ScenarioReader.Read(text, name + ".yaml") : ScenarioCatalogue.Find(name);
}
