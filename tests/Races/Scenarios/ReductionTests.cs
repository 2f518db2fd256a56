using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

/// <summary>Partial-order reduction with state invariants loses nothing that schedules taken without it can see.</summary>
public sealed class ReductionTests
{
    private const int Walks = 2_000;

    public static TheoryData<string, string> Rows { get; } = RowsOfCatalogue();

    /// <summary>All checks armed; what random walks break, DPOR breaks. A build that a scenario calls clean breaks nothing.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Random_walks_break_nothing_that_the_reduction_does_not(string name, string build)
    {
        var scenario = ScenarioCatalogue.Find(name);
        var expectation = scenario.Header.Expectations.Single(e => e.Build == build);
        var walked = Walk(scenario, build);
        if (expectation.Violates.Count == 0 && expectation.Holds.Count == 0)
        {
            Assert.Empty(walked);
            return;
        }

        Assert.DoesNotContain(walked, expectation.Holds.Contains);
        var report = Verifier.Verify(scenario, build, new RunOptions { All = true, MaxExecutions = 20_000 });
        var found = report.Violations.Select(v => v.Violation.Invariant).ToHashSet();
        var missing = walked.Concat(expectation.Violates).Distinct().Where(id => !found.Contains(id)).ToList();
        Assert.True(missing.Count == 0 || !report.Complete, string.Join(' ', missing));

        // A space too large for that budget: what is missing is looked for alone.
        foreach (var id in missing)
        {
            Assert.Equal(Verdict.Violated, Verifier.Verify(scenario, build, new RunOptions { Invariants = [id] }).Verdict);
        }
    }

    /// <summary>Scenarios small enough for every schedule: plain search and DPOR end in the same states and break the same checks.</summary>
    [Theory]
    [InlineData("unmap", "linux-6.8", "I28")]
    [InlineData("reuse", "linux-6.8", "")]
    [InlineData("fault", "linux-6.8", "")]
    [InlineData("pin", "linux-6.8", "")]
    [InlineData("unpin", "linux-6.8", "")]
    [InlineData("stale", "linux-6.8+stale-page-after-retry", "")]
    [InlineData("restore", "linux-6.8", "")]
    [InlineData("hardware", "split-present", "")]
    [InlineData("locker", "wp-simplify-trial", "I25")]
    [InlineData("locker", "wp-simplify-or", "")]
    [InlineData("locker", "linux-5.8", "")]
    [InlineData("writeback", "linux-5.8+ignore-stable-writeback", "I26")]
    [InlineData("writeback", "linux-5.18", "")]
    public void Plain_search_and_reduction_agree(string name, string build, string broken)
    {
        var scenario = ScenarioReader.Read(Small(name), name + ".yaml");
        var instance = scenario.Instantiate(build, InstanceOptions.Default);
        var plain = new EverySchedule(instance);
        Assert.True(plain.Run(new DepthFirst(), 600_000), $"{plain.Schedules} schedules were not all");
        Assert.Equal(broken, string.Join(' ', plain.Broken));
        var reduced = Verifier.Verify(scenario, build, new RunOptions { All = true });
        Assert.True(reduced.Complete);
        Assert.True(reduced.Executions < plain.Schedules);
        Assert.Equal(plain.Broken.Order(StringComparer.Ordinal), reduced.Violations.Select(v => v.Violation.Invariant).Order(StringComparer.Ordinal));
        Assert.Equal(plain.States.Order(StringComparer.Ordinal), reduced.Outcomes.Select(o => string.Join(' ', o)).Order(StringComparer.Ordinal));
    }

    private static HashSet<string> Walk(Scenario scenario, string build)
    {
        var instance = scenario.Instantiate(build, InstanceOptions.Default);
        var walks = new EverySchedule(instance);
        walks.Run(new RandomWalk(20_261), Walks);
        return walks.Broken;
    }

    private static TheoryData<string, string> RowsOfCatalogue()
    {
        var rows = new TheoryData<string, string>();
        foreach (var entry in ScenarioCatalogue.Entries.Where(e => !e.IsSketch))
        {
            foreach (var build in ScenarioCatalogue.Read(entry).Builds)
            {
                rows.Add(entry.Name, build);
            }
        }

        return rows;
    }

    private static string Small(string name) => name switch
    {
        "reuse" => """
            scenario: two-write-faults
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios: { A: { pages: 1 } }
            processes:
              P: { entries: "A0x" }
            threads:
              T0: { process: P, do: [ populate-write 0 ] }
              T1: { process: P, do: [ populate-write 0 ] }
            builds: { linux-6.8: { clean: true } }
            """,
        "unmap" => """
            scenario: unmap-and-scan
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios: { A: { pages: 1, foreign-references: 1 } }
            processes:
              P: { entries: "A0r" }
              Q: { entries: "A0r" }
            threads:
              T0: { process: P, do: [ dontneed 0 ] }
              K: { kernel: true, do: [ ksm-scan A of Q at 0 ] }
            builds: { linux-6.8: { clean: true } }
            """,
        "locker" => """
            scenario: write-fault-and-locker
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios: { A: {} }
            spares: { pages: 1 }
            processes:
              P: { entries: "A0r" }
            threads:
              T0: { process: P, do: [ populate-write 0 ] }
              B: { kernel: true, do: [ lock A ] }
            builds: { linux-5.8: { clean: true } }
            """,
        "writeback" => """
            scenario: write-fault-and-writeback
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            options: { swap-needs-stable-pages: true }
            folios: { A: { swap-slot: 0, writeback: true } }
            swap: [ 0 ]
            spares: { pages: 1 }
            processes:
              P: { entries: "A0r" }
            threads:
              T0: { process: P, do: [ populate-write 0 ] }
              D: { kernel: true, do: [ end-writeback A ] }
            builds: { linux-5.8: { clean: true } }
            """,
        "unpin" => """
            scenario: reclaim-and-unpin
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios: { A: { pins: 1, swap-slot: 0 } }
            swap: [ 0 ]
            processes:
              P: { entries: "A0w" }
            threads:
              K: { kernel: true, do: [ reclaim A at 0 ] }
              D: { kernel: true, do: [ unpin A ] }
            builds: { linux-6.8: { clean: true } }
            """,
        "stale" => """
            scenario: copy-and-unpin
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios: { A: { pins: 1 } }
            spares: { pages: 1 }
            processes:
              P: { entries: "A0w" }
              C: { forked: true }
            threads:
              T0: { process: P, do: [ fork C ] }
              D: { kernel: true, do: [ unpin A, hardware-write P at 0 ] }
            builds: { linux-6.8: { clean: true } }
            """,
        "restore" => """
            scenario: restore-and-store
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios: { A: {} }
            processes:
              P: { entries: "mA0wd" }
            threads:
              K: { kernel: true, do: [ restore A at 0 ] }
              M: { kernel: true, do: [ hardware-write P at 0, hardware-read P at 0 ] }
            builds: { linux-6.8: { clean: true } }
            """,
        "hardware" => """
            scenario: copy-and-store
            constants: { ptes-per-table: 2, cont-ptes: 1, swap-map-max: 1 }
            options: { atomic-allocation-may-fail: true }
            folios: { A: {} }
            swap: [ 1 ]
            processes:
              P: { entries: "s0 A0wok" }
              C: { forked: true }
            threads:
              T0: { process: P, do: [ fork C ] }
              K: { kernel: true, do: [ hardware-read P at 1, hardware-write P at 1 ] }
            builds: { linux-6.8: { clean: true } }
            """,
        "fault" => """
            scenario: two-read-faults
            constants: { ptes-per-table: 2, cont-ptes: 2 }
            processes:
              P: {}
            threads:
              T0: { process: P, do: [ populate-read 0 ] }
              T1: { process: P, do: [ populate-read 0 ] }
            builds: { linux-6.8: { clean: true } }
            """,
        _ => """
            scenario: pin-and-load
            constants: { ptes-per-table: 1, cont-ptes: 1 }
            folios: { A: { pages: 1 } }
            processes:
              P: { entries: "A0w" }
            threads:
              T0: { process: P, do: [ pin 0 ] }
              T1: { process: P, do: [ load 0 ] }
            builds: { linux-6.8: { clean: true } }
            """,
    };

    /// <summary>Runs the schedules of a strategy to their ends, past what they break, and notes what they break and where they end.</summary>
    private sealed class EverySchedule(ScenarioInstance instance)
    {
        private readonly long[] _values = new long[instance.OutcomeNames.Count];

        public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);

        public HashSet<string> States { get; } = new(StringComparer.Ordinal);

        public long Schedules { get; private set; }

        /// <summary>Runs at most <paramref name="most"/> schedules; true if there are no more.</summary>
        public bool Run(IStrategy strategy, long most)
        {
            var program = instance.Program;
            for (; Schedules < most; Schedules++)
            {
                program.Reset();
                if (!strategy.Begin(program))
                {
                    return true;
                }

                while (program.Enabled != 0)
                {
                    var actor = strategy.NextActor(program);
                    var arity = program.Next(actor).Arity;
                    program.Step(actor, arity > 1 ? strategy.NextValue(arity) : 0);
                }

                Note(program);
            }

            return false;
        }

        private void Note(IProgram program)
        {
            foreach (var violation in program.Violations)
            {
                Broken.Add(violation.Invariant);
            }

            if (program.Unfinished != 0)
            {
                Broken.Add("deadlock");
                return;
            }

            instance.ReadOutcome(_values);
            States.Add(string.Join(' ', _values));
        }
    }
}
