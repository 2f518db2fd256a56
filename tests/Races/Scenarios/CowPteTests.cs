using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>What the rows of shared page tables say only by an invariant's number: which of its sentences is broken.</summary>
public sealed class CowPteTests
{
    [Theory]
    [InlineData("cow2-double-fallback-empty", "cow-pte-v2", "I3", "C counts 2 page tables but has 1")]
    [InlineData("cow-insert-pfn", "cow-pte-v5+no-break-at-call-site", "I4", "B loads 7000 from page 0 where its own stores and the snapshot at fork give 0")]
    [InlineData("cow-swapoff", "cow-pte-v5+no-break-at-call-site", "I18", "swap slot 0 has count 1 where 0 entries name it")]
    [InlineData("cow-fork-sharing", "cow-pte-v2+pmd-write-not-checked", "I4", "C loads 7 from page 0 where its own stores and the snapshot at fork give 102")]
    [InlineData("cow-fork-recover-vmas", "cow-pte-v5", "I29", "a batch reaches page 4, behind the end of its table or folio")]
    [InlineData("cow-fork-recover-first", "cow-pte-v5", "I8", "a lock and a table are derived from a PMD entry that names none")]
    [InlineData("cow-fork-shared-dirty", "cow-pte-v5", "I14", "page 0 of F holds 103, which its copy has not, but neither the folio nor an entry that maps it is dirty")]
    [InlineData("cow-fork-dontcopy", "cow-pte-v2", "I21", "C maps page 1 in no VMA")]
    [InlineData("cow-seqcount-pin", "cow-pte-v5", "I13", null)]
    [InlineData("cow-read-freed", "cow-pte-v5-fixed", "I8", "CPU0 A0 takes the lock of table 1, which has been freed")]
    public void What_breaks_is_what_the_story_tells(string scenario, string build, string invariant, string? seen)
    {
        var report = Verifier.Verify(ScenarioCatalogue.Find(scenario), build, new RunOptions { Invariants = [invariant] });
        Assert.Equal(Verdict.Violated, report.Verdict);
        var message = Assert.Single(report.Violations).Violation.Message;
        Assert.Equal(seen ?? message, message);
    }

    /// <summary>I10 is about who issues a store: a table that is filled before it is published needs no lock, even if the entries reach memory after the PMD entry. What comes of that is I4's.</summary>
    [Theory]
    [InlineData("cow-pte-v5+relaxed-put+pso", "I10", Verdict.Proved)]
    [InlineData("cow-pte-v5+relaxed-put+pso", "I4", Verdict.Violated)]
    [InlineData("cow-pte-v5-flush-first+pso", "I10", Verdict.Proved)]
    [InlineData("cow-pte-v5-flush-first+pso", "I4", Verdict.Violated)]
    public void A_missing_barrier_is_no_missing_lock(string build, string invariant, Verdict verdict) =>
        Assert.Equal(verdict, Verifier.Verify(ScenarioCatalogue.Find("cow-no-barrier"), build, new RunOptions { Invariants = [invariant] }).Verdict);

    /// <summary>A store buffer is no excuse for a store that needed the lock when it was issued.</summary>
    [Theory]
    [InlineData("sc")]
    [InlineData("tso")]
    [InlineData("pso")]
    public void A_missing_lock_is_seen_through_a_store_buffer(string model)
    {
        var text = $$"""
            scenario: unlocked
            memory-model: {{model}}
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios:
              A: { pages: 1 }
            processes:
              P: { entries: "A0r" }
              C: { forked: true }
            threads:
              T0: { process: P, do: [ fork C ] }
            builds:
              linux-6.9+no-destination-lock: { violates: [ I10 ] }
            """;
        Assert.Equal(Verdict.Violated, Verifier.Verify(ScenarioReader.Read(text, "unlocked.yaml"), null, new RunOptions { Invariants = ["I10"] }).Verdict);
    }
}
