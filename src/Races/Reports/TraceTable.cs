using System.Text;
using RaceSim.Scenarios;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>
/// A replayed trace as a table: a lane for each actor with its steps and the locks it holds, then where the step stands in the source, then what it
/// read or changed.
/// </summary>
public sealed class TraceTable
{
    private const int NumberWidth = 6;
    private const int WidestLane = 15;
    private const int NarrowestLane = 7;
    private const int LeastMemory = 30;
    private const int WidestWhere = 30;

    private readonly ReplayReport _report;
    private readonly StringBuilder _text = new();
    private readonly int _lane;
    private readonly int _where;
    private readonly int _memory;
    private readonly int _width;
    private readonly bool _fold;

    private TraceTable(ReplayReport report, int width, bool fold)
    {
        _report = report;
        _fold = fold;
        _width = width;
        _where = Math.Min(WidestWhere, 2 + report.Steps.Select(s => Where(s).Length).Append(5).Max());
        var lanes = Math.Max(1, report.Actors.Count);
        var longest = report.Actors.Select(a => a.Length).Append(0).Max();
        _lane = Math.Clamp((width - NumberWidth - _where - LeastMemory) / lanes, NarrowestLane, Math.Max(12, Math.Min(WidestLane, longest + 2)));
        _memory = Math.Max(LeastMemory, width - NumberWidth - _where - (_lane * lanes));
    }

    /// <summary>Renders a replay.</summary>
    /// <param name="report">The replay.</param>
    /// <param name="width">The columns to fill; a row is wider only if there are too many actors.</param>
    /// <param name="fold">Whether the middle rounds of long loops are left out.</param>
    public static string Render(ReplayReport report, int width = 100, bool fold = true)
    {
        var table = new TraceTable(report, width, fold);
        table.Head();
        table.Body();
        table.Foot();
        return table._text.ToString();
    }

    private void Head()
    {
        var trace = _report.Trace;
        var title = _report.Title.Length > 0 ? $": {_report.Title}" : "";
        Line($"{trace.Scenario}{(trace.Build is null ? "" : $" on {trace.Build}")}{title}");
        var preemptions = _report.Steps.Count(s => s.IsPreemption);
        Line($"{Figures.Count(_report.Actors.Count, "actor")}, {Figures.Count(_report.Steps.Count, "step")}, {Figures.Count(preemptions, "preemption")}");
        Line("");
        var names = string.Concat(_report.Actors.Select(a => Fit(a, _lane - 1).PadRight(_lane)));
        Line($"{"step",4}  {names}{"where".PadRight(_where)}memory");
    }

    private void Body()
    {
        var steps = _report.Steps;
        for (var i = 0; i < steps.Count; i++)
        {
            Row(i);
            var hidden = _fold ? LoopFolding.Hidden(steps, i, out var round) : round = 0;
            if (hidden == 0)
            {
                continue;
            }

            for (var k = 1; k < round; k++)
            {
                Row(i + k);
            }

            i += round - 1;
            Folded(i + 1, hidden, round);
            i += hidden;
        }
    }

    private void Folded(int first, int hidden, int round)
    {
        var step = _report.Steps[first];
        var lanes = Lanes(first, (actor, bars) => actor == step.Actor ? bars + ":" : bars);
        var rounds = hidden / round;
        Line($"{"",NumberWidth}{lanes}{"".PadRight(_where)}{Figures.Count(rounds, "more round")} of {Figures.Count(round, "step")} ({first + 1}-{first + hidden})");
    }

    private void Row(int index)
    {
        var step = _report.Steps[index];
        var lanes = Lanes(index, (actor, bars) => actor == step.Actor ? bars + Verb(step) : bars);
        var memory = Memory(step).SelectMany(m => Wrapping.Lines(m, _memory)).ToList();
        var mark = step.IsPreemption ? '>' : ' ';
        Line($"{step.Number,4}{mark} {lanes}{Fit(Where(step), _where - 1).PadRight(_where)}{(memory.Count > 0 ? memory[0] : "")}");
        for (var i = 1; i < memory.Count; i++)
        {
            Line($"{"",NumberWidth}{Lanes(index, static (_, bars) => bars, isContinuation: true)}{"".PadRight(_where)}{memory[i]}");
        }
    }

    private void Foot()
    {
        Line("");
        Line("      > a preemption    │ a lock held    ┌ taken  └ given up    ┊ waiting");
        foreach (var broken in _report.Broken.Where(b => b != _report.Violation))
        {
            Line($"on the way, {broken.Violation.Invariant} breaks after step {broken.Step}: {broken.Violation.Message}");
        }

        if (_report.Divergence is { } divergence)
        {
            Line($"DIVERGED at step {divergence.Step + 1}: {divergence.Message}");
        }
        else if (_report.Violation is { } violation)
        {
            Line($"VIOLATION of {violation.Violation.Invariant} after step {violation.Step}: {violation.Violation.Message}");
        }
        else if (_report.Trace.Violation is { } recorded)
        {
            Line($"NOT REPRODUCED: {recorded} does not break");
        }
        else
        {
            Line(_report.IsFinished ? "no check breaks" : "no check breaks, but the trace ends before the actors have finished");
        }
    }

    // Bars in the lane: ┌ where a lock was taken in this row, └ where it was given up, │ where it is held, ┊ while waiting.
    private string Lanes(int index, Func<int, string, string> content, bool isContinuation = false)
    {
        var step = _report.Steps[index];
        var lanes = new StringBuilder();
        for (var actor = 0; actor < _report.Actors.Count; actor++)
        {
            IReadOnlyList<string> before = index > 0 && !isContinuation ? _report.Steps[index - 1].Held[actor] : isContinuation ? step.Held[actor] : [];
            var after = step.Held[actor];
            var bars = new StringBuilder();
            for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
            {
                bars.Append(i >= before.Count ? '┌' : i >= after.Count ? '└' : '│');
            }

            if (IsWaiting(index, actor))
            {
                bars.Append('┊');
            }
            else if (actor != step.Actor && after.Count > before.Count)
            {
                bars.Append(' ').Append(after[^1]);
            }

            var text = content(actor, bars.Length > 0 ? bars.Append(' ').ToString() : "");
            lanes.Append(Fit(text.TrimEnd(), _lane - 1).PadRight(_lane));
        }

        return lanes.ToString();
    }

    private bool IsWaiting(int index, int actor)
    {
        for (var i = index; i >= 0; i--)
        {
            if (_report.Steps[i].Actor == actor)
            {
                return _report.Steps[i].Waits && _report.Steps[i].Held[actor].SequenceEqual(_report.Steps[index].Held[actor]);
            }
        }

        return false;
    }

    private string Where(ReplayStep step) => KernelName.Of(step.Label, _report.IsSketch);

    private static string Verb(ReplayStep step) => step.Kind switch
    {
        OperationKind.Load => "load",
        OperationKind.Store => "store",
        OperationKind.ReadModifyWrite => "rmw",
        OperationKind.Fence => "fence",
        OperationKind.Acquire => $"lock {step.Subject}",
        OperationKind.TryAcquire => $"trylock {step.Subject}",
        OperationKind.Release => $"unlock {step.Subject}",
        OperationKind.Peek => $"peek {step.Subject}",
        OperationKind.Choose => "choose",
        OperationKind.UserAccess => "user",
        OperationKind.Walk => "walk",
        OperationKind.Flush => "flush",
        OperationKind.FlushInterrupt => "irq flush",
        OperationKind.Allocate => "alloc",
        _ => "step",
    };

    private IEnumerable<string> Memory(ReplayStep step)
    {
        switch (step.Kind)
        {
            case OperationKind.Load:
                yield return $"{step.Subject} is {step.Value}";
                break;
            case OperationKind.Store or OperationKind.ReadModifyWrite when step.Changes.Count == 0:
                yield return $"{step.Subject} stays {step.Value}";
                break;
            case OperationKind.Acquire when step.Waits && step.Subject.Length > 0:
                yield return $"waits for {step.Subject}";
                break;
            case OperationKind.Choose or OperationKind.TryAcquire or OperationKind.Peek or OperationKind.Allocate:
                yield return step.Value;
                break;
        }

        foreach (var change in step.Changes)
        {
            yield return $"{change.Cell}: {change.Before} -> {Changed(change)}";
        }
    }

    // "pfn 17 RW -> RO": the words that both values begin with are not said twice.
    private static string Changed(ReplayChange change)
    {
        var before = change.Before.Split(' ');
        var after = change.After.Split(' ');
        var common = 0;
        while (common < before.Length - 1 && common < after.Length - 1 && before[common] == after[common])
        {
            common++;
        }

        return string.Join(' ', after.Skip(common));
    }

    private static string Fit(string text, int width) => text.Length <= width ? text : width < 2 ? text[..width] : text[..(width - 1)] + "…";

    private void Line(string line) => _text.Append(_width > 0 ? line.TrimEnd() : line).Append('\n');
}
