using System.Text.RegularExpressions;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Differences;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios.Differences;

/// <summary>
/// A comparison collects one outcome a class. Here every schedule is run without any reduction, and each final state is read by the names of its cells: there are just as many.
/// </summary>
public sealed class OutcomesAreCompleteTests
{
    private const string UnmapAndScan = """
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
        """;

    private const string TwoDiscardsOfTwo = """
        scenario: two-discards
        constants: { ptes-per-table: 2, cont-ptes: 2 }
        folios: { A: { pages: 2 } }
        processes:
          P: { entries: "A0w A1w" }
        threads:
          T0: { process: P, do: [ dontneed 0 ] }
          T1: { process: P, do: [ populate-write 1 ] }
        builds: { contpte-per-pte: { clean: true } }
        """;

    private const string TwoReadFaults = """
        scenario: two-read-faults
        constants: { ptes-per-table: 2, cont-ptes: 2 }
        processes:
          P: {}
        threads:
          T0: { process: P, do: [ populate-read 0 ] }
          T1: { process: P, do: [ populate-read 0 ] }
        builds: { linux-6.8: { clean: true } }
        """;

    [Theory]
    [InlineData(UnmapAndScan, "linux-6.8")]
    [InlineData(UnmapAndScan, "linux-6.8+free-before-flush")]
    [InlineData(TwoDiscardsOfTwo, "contpte-per-pte")]
    [InlineData(TwoReadFaults, "linux-6.8")]
    [InlineData(TwoReadFaults, "linux-6.8+no-fault-recheck")]
    public void The_classes_have_the_outcomes_of_all_schedules(string text, string build)
    {
        var scenario = ScenarioReader.Read(text, "small.yaml");
        var outcomes = OutcomesOfEverySchedule(scenario.Instantiate(build, InstanceOptions.Default), out var schedules);
        var report = BuildComparison.Compare(scenario, build, build, StateView.Full, new RunOptions());
        Assert.True(report.First.IsComplete);
        Assert.True(report.First.Executions < schedules);
        Assert.Equal(outcomes.Count, report.First.Outcomes);
    }

    private static HashSet<string> OutcomesOfEverySchedule(ScenarioInstance instance, out long schedules)
    {
        var program = instance.Program;
        var machine = instance.Machine;
        var cells = Enumerable.Range(0, machine.Cells.Count)
            .Where(c => Regex.IsMatch(machine.Cells.Name(c), @"^[A-Z]\.(pte|pmd|rss|has_pinned|refcount|mapcount|entire_mapcount|pincount|AnonExclusive|data)")).ToList();
        var free = Enumerable.Range(0, machine.Cells.Count).Where(c => machine.Cells.Name(c) == "A.refcount").ToList();
        var search = new DepthFirst();
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        for (schedules = 0; ; schedules++)
        {
            program.Reset();
            if (!search.Begin(program))
            {
                return outcomes;
            }

            while (program.Enabled != 0)
            {
                var actor = search.NextActor(program);
                var arity = program.Next(actor).Arity;
                program.Step(actor, arity > 1 ? search.NextValue(arity) : 0);
            }

            var isFree = free.Count > 0 && machine.Cells.Read(free[0]) == 0;
            var state = cells.Where(c => !isFree || !Regex.IsMatch(machine.Cells.Name(c), "AnonExclusive|data")).Select(c => machine.Cells.Read(c));
            outcomes.Add($"{string.Join(' ', state)} | {program.Events} | {string.Join(' ', program.Violations.Select(v => v.Invariant).Order(StringComparer.Ordinal))}");
        }
    }
}
