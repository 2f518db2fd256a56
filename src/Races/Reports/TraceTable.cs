using System.Text;
using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>
/// A replayed trace as a table: a lane for each actor with its steps and the locks it holds, then where the step stands in the source, then what it
/// read or changed.
/// </summary>
public sealed class TraceTable
{
    private const int NumberWidth = 7;
    private const int WidestLane = 24;
    private const int NarrowestLane = 7;
    private const int LeastWhere = 20;
    private const int LeastMemory = 30;
    private const int WidestWhere = 30;

    private readonly ReplayReport _report;
    private readonly StringBuilder _text = new();
    private readonly List<int> _shown;
    private readonly int _lane;
    private readonly int _where;
    private readonly int _memory;
    private readonly int _width;
    private readonly bool _fold;
    private readonly IReadOnlySet<int> _essential;

    private TraceTable(ReplayReport report, int width, bool fold, IReadOnlySet<int> essential)
    {
        _report = report;
        _fold = fold;
        _essential = essential;
        _width = width;
        _where = Math.Min(WidestWhere, 2 + report.Steps.Select(s => Where(s).Length).Append(5).Max());
        _shown = [.. Enumerable.Range(0, report.Actors.Count).Where(a => report.Steps.Count == 0 || report.Steps.Any(s => s.Actor == a))];
        var lanes = Math.Max(1, _shown.Count);
        _where = Math.Max(Math.Min(_where, LeastWhere), Math.Min(_where, width - NumberWidth - LeastMemory - (NarrowestLane * lanes)));
        var longest = report.Steps.Select(s => s.Held[s.Actor].Count + 2 + Verb(s).Length).Concat(_shown.Select(a => report.Actors[a].Length)).Append(0).Max();
        _lane = Math.Clamp((width - NumberWidth - _where - LeastMemory) / lanes, NarrowestLane, Math.Clamp(longest + 2, NarrowestLane, WidestLane));
        _memory = Math.Max(LeastMemory, width - NumberWidth - _where - (_lane * lanes));
    }

    /// <summary>Renders a replay.</summary>
    /// <param name="report">The replay.</param>
    /// <param name="width">The columns to fill; a row is wider only if there are too many actors.</param>
    /// <param name="fold">Whether the middle rounds of long loops are left out.</param>
    /// <param name="essential">The numbers of the steps, from 1, whose order the violation needs; they are marked. Null if that is not known.</param>
    public static string Render(ReplayReport report, int width = 100, bool fold = true, IReadOnlySet<int>? essential = null)
    {
        var table = new TraceTable(report, width, fold, essential ?? new HashSet<int>());
        table.Head();
        table.Body();
        table.Foot();
        return table._text.ToString();
    }

    private void Head()
    {
        var trace = _report.Trace;
        var title = _report.Title.Length > 0 ? $": {_report.Title}" : "";
        Paragraph($"{trace.Scenario}{(trace.Build is null ? "" : $" on {trace.Build}")}{title}");
        var preemptions = _report.Steps.Count(s => s.IsPreemption);
        var idle = _report.Actors.Where((_, actor) => !_shown.Contains(actor)).ToList();
        var without = idle.Count > 0 ? $" (without a step: {string.Join(", ", idle)})" : "";
        Paragraph($"{Figures.Count(_report.Actors.Count, "actor")}{without}, {Figures.Count(_report.Steps.Count, "step")}, {Figures.Count(preemptions, "preemption")}");
        Line("");
        var names = string.Concat(_shown.Select(a => Fit(_report.Actors[a], _lane - 1).PadRight(_lane)));
        Line($"{"step",4}   {names}{"where".PadRight(_where)}memory");
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
        foreach (var line in Wrapping.Lines($"{Figures.Count(rounds, "more round")} of {Figures.Count(round, "step")} ({first + 1}-{first + hidden})", _memory))
        {
            Line($"{"",NumberWidth}{lanes}{"".PadRight(_where)}{line}");
        }
    }

    private void Row(int index)
    {
        var step = _report.Steps[index];
        var lanes = Lanes(index, (actor, bars) => actor == step.Actor ? bars + Verb(step) : bars);
        var memory = StepMemory.Lines(_report, step).SelectMany(m => Wrapping.Lines(m, _memory)).ToList();
        var mark = step.IsPreemption ? '>' : ' ';
        var star = _essential.Contains(step.Number) ? '*' : ' ';
        Preempted(step);
        Line($"{step.Number,4}{mark}{star} {lanes}{Fit(Where(step), _where - 1).PadRight(_where)}{(memory.Count > 0 ? memory[0] : "")}");
        for (var i = 1; i < memory.Count; i++)
        {
            Line($"{"",NumberWidth}{Lanes(index, static (_, bars) => bars, isContinuation: true)}{"".PadRight(_where)}{memory[i]}");
        }
    }

    // Why there is a switch although nobody had to wait: what the other one was about to do.
    private void Preempted(ReplayStep step)
    {
        if (step.Preempted is { } pending)
        {
            Line($"{"",NumberWidth}── {Fit($"{_report.Actors[pending.Actor]} preempted before {StepWords.Short(pending.Kind, pending.Subject)} in {KernelName.Of(pending.Label, _report.IsSketch)}", _width - NumberWidth - 3)}");
        }
    }

    private void Foot()
    {
        Line("");
        var essential = _essential.Count > 0 ? "    * essential order" : "";
        Line($"      > a preemption{essential}    │ a lock held    ┌ taken  └ given up    ┊ waiting");
        foreach (var broken in _report.Broken.Where(b => b != _report.Violation))
        {
            Paragraph($"on the way, {broken.Violation.Invariant} breaks after step {broken.Step}: {broken.Violation.Message}");
        }

        if (_report.Divergence is { } divergence)
        {
            Paragraph($"DIVERGED at step {divergence.Step + 1}: {divergence.Message}");
        }
        else if (_report.Violation is { } violation)
        {
            Paragraph($"VIOLATION of {violation.Violation.Invariant} after step {violation.Step}: {violation.Violation.Message}");
        }
        else if (_report.Trace.Violation is { } recorded)
        {
            Paragraph($"NOT REPRODUCED: {recorded} does not break");
        }
        else
        {
            Line(_report.IsFinished ? "no check breaks" : "no check breaks, but the trace ends before the actors have finished");
        }

        if (MetricText.Line(_report.Metrics) is { Length: > 0 } costs)
        {
            Paragraph($"costs: {costs}");
        }
    }

    // Bars in the lane: ┌ where a lock was taken in this row, └ where it was given up, │ where it is held, ┊ while waiting.
    private string Lanes(int index, Func<int, string, string> content, bool isContinuation = false)
    {
        var step = _report.Steps[index];
        var lanes = new StringBuilder();
        foreach (var actor in _shown)
        {
            IReadOnlyList<string> before = index > 0 && !isContinuation ? _report.Steps[index - 1].Held[actor] : isContinuation ? step.Held[actor] : [];
            var after = step.Held[actor];
            var bars = Bars(before, after);
            if (IsWaiting(index, actor))
            {
                bars.Append('┊');
            }

            var text = content(actor, bars.Length > 0 ? bars.Append(' ').ToString() : "");
            lanes.Append(Fit(text.TrimEnd(), _lane - 1).PadRight(_lane));
        }

        return lanes.ToString();
    }

    private static StringBuilder Bars(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var bars = new StringBuilder();
        foreach (var name in before)
        {
            bars.Append(after.Contains(name) ? '│' : '└');
        }

        foreach (var name in after)
        {
            bars.Append(before.Contains(name) ? "" : "┌");
        }

        return bars;
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

    private static string Verb(ReplayStep step) => StepWords.Verb(step.Kind);

    private static string Fit(string text, int width) => text.Length <= width ? text : width < 2 ? text[..width] : text[..(width - 1)] + "…";

    private void Paragraph(string text)
    {
        foreach (var line in Wrapping.Lines(text, _width))
        {
            Line(line);
        }
    }

    private void Line(string line) => _text.Append(line.TrimEnd()).Append('\n');
}
