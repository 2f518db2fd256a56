using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Steps;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Reports;

public sealed class TraceTableTests
{
    private static readonly string[] Actors = ["CPU0 fork", "CPU1 fault", "CPU1 irq"];

    private readonly List<ReplayStep> _steps = [];
    private readonly List<string>[] _held = [[], [], []];

    [Fact]
    public void A_kernel_trace_shows_functions_locks_waits_and_changes_within_a_hundred_columns()
    {
        Lock(0, "DupMmap", 31, "mmap_lock");
        Lock(0, "CopyPteRange", 58, "src.ptl");
        for (var i = 0; i < 6; i++)
        {
            Step(0, "CopyPresentPtes", 112, OperationKind.Load, $"src.pte[{i}]", $"pfn {17 + i} RW");
            Step(0, "CopyPresentPtes", 115, OperationKind.Store, $"dst.pte[{i}]", "", new ReplayChange($"dst.pte[{i}]", "none", $"pfn {17 + i} RO"));
        }

        Step(1, "HandlePteFault", 77, OperationKind.Acquire, "src.ptl", "", waits: true);
        _held[1].Add("src.ptl");
        Unlock(0, "CopyPteRange", 71, "src.ptl");
        Step(
            1,
            "DoWpPage",
            203,
            OperationKind.ReadModifyWrite,
            "src.pte[3]",
            "pfn 20 RO",
            new ReplayChange("src.pte[3]", "pfn 20 RO cont", "pfn 20 RW"),
            new ReplayChange("folio20.anon_exclusive", "0", "1"));
        Step(2, "FlushTlbFunc", 12, OperationKind.FlushInterrupt, "", "");
        GoldenText.Check("replay-kernel", Render());
        Assert.All(Render().Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    private string Render()
    {
        var schedule = new Schedule();
        _steps.ForEach(s => schedule.Add(s.Actor));
        var trace = new Trace { Scenario = "midfork-fault", Build = "oppo-contpte", Digest = "0123456789abcdef", Violation = "I15", Schedule = schedule };
        var violation = new Violation("I15", "a contpte block of the child maps pfn 20 read-only in entry 3 and its other entries read-write");
        return TraceTable.Render(new ReplayReport(
            trace, "A fault in fork's lock break", false, Actors, _steps, [new ReplayedViolation(violation, _steps.Count)], [], false, null));
    }

    private void Lock(int actor, string member, int line, string name)
    {
        _held[actor].Add(name);
        Step(actor, member, line, OperationKind.Acquire, name, "");
    }

    private void Unlock(int actor, string member, int line, string name)
    {
        _held[actor].Remove(name);
        Step(actor, member, line, OperationKind.Release, name, "");
    }

    private void Step(int actor, string member, int line, OperationKind kind, string subject, string value, params ReplayChange[] changes) =>
        Step(actor, member, line, kind, subject, value, false, changes);

    private void Step(int actor, string member, int line, OperationKind kind, string subject, string value, bool waits, params ReplayChange[] changes)
    {
        var preempts = _steps.Count > 0 && _steps[^1].Actor != actor && !_steps[^1].Waits;
        IReadOnlyList<IReadOnlyList<string>> held = [.. _held.Select(h => (IReadOnlyList<string>)[.. h])];
        _steps.Add(new ReplayStep(_steps.Count + 1, actor, new SourceLabel(member, line), kind, subject, value, changes, held, waits, preempts));
    }
}
