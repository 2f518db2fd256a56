using System.Text;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Films;

namespace RaceSim.Reports;

/// <summary>One step of a replay as a screen of text: the steps around it, and the machine after it. The page of an HTML report shows the same.</summary>
public sealed class StepScreen
{
    // Stands for the blanks within a value while lines are broken.
    private const char Joint = '\u0001';

    private readonly ReplayReport _report;
    private readonly IReadOnlyList<StatePanel> _panels;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private int _at;

    private StepScreen(ReplayReport report, IReadOnlyList<StatePanel> panels)
    {
        _report = report;
        _panels = panels;
        foreach (var field in panels.SelectMany(p => p.Fields))
        {
            _values[field.Cell] = field.Initial;
        }
    }

    /// <summary>A screen before the first step of a replay.</summary>
    public static StepScreen For(Scenario scenario, ReplayReport report) =>
        new(report, StatePanels.Of(scenario, report.Trace.Build, [report]));

    /// <summary>The state after <paramref name="step"/> steps.</summary>
    /// <param name="step">0 to the number of steps.</param>
    /// <param name="width">The columns.</param>
    /// <param name="height">The rows; the state is cut to them.</param>
    public string Render(int step, int width, int height)
    {
        MoveTo(step);
        var lines = new List<string> { Title(step), "" };
        lines.AddRange(Around(step, Math.Max(3, Math.Min(9, height / 3))));
        lines.Add("");
        lines.AddRange(Locks(step));
        lines.AddRange(State(step, width));
        var text = new StringBuilder();
        foreach (var line in lines.Take(Math.Max(1, height)))
        {
            text.Append(line.Length <= width ? line : line[..(width - 1)] + "…").Append('\n');
        }

        return text.ToString();
    }

    private void MoveTo(int step)
    {
        for (; _at < step; _at++)
        {
            foreach (var change in _report.Steps[_at].Changes)
            {
                _values[change.Cell] = change.After;
            }
        }

        for (; _at > step; _at--)
        {
            foreach (var change in _report.Steps[_at - 1].Changes.Reverse())
            {
                _values[change.Cell] = change.Before;
            }
        }
    }

    private string Title(int step)
    {
        var trace = _report.Trace;
        var broken = _report.Violation is { } violation && violation.Step == step ? $"  VIOLATION of {violation.Violation.Invariant}: {violation.Violation.Message}" : "";
        return $"{trace.Scenario}{(trace.Build is null ? "" : $" on {trace.Build}")}  step {step} of {_report.Steps.Count}{broken}";
    }

    private IEnumerable<string> Around(int step, int rows)
    {
        var first = Math.Clamp(step - (rows / 2) - 1, 0, Math.Max(0, _report.Steps.Count - rows));
        for (var i = first; i < Math.Min(_report.Steps.Count, first + rows); i++)
        {
            var mark = i == step - 1 ? "=>" : "  ";
            yield return $"{mark}{SideBySide.Cell(_report, i)}   {KernelName.Of(_report.Steps[i].Label, _report.IsSketch)}";
        }
    }

    private IEnumerable<string> Locks(int step)
    {
        if (step == 0)
        {
            yield break;
        }

        var held = _report.Steps[step - 1].Held;
        for (var actor = 0; actor < held.Count; actor++)
        {
            var waits = Waits(step, actor);
            if (held[actor].Count > 0 || waits.Length > 0)
            {
                yield return $"{_report.Actors[actor]}: {(held[actor].Count > 0 ? $"holds {string.Join(", ", held[actor])}" : "")}{(waits.Length > 0 ? $" waits for {waits}" : "")}";
            }
        }
    }

    private string Waits(int step, int actor)
    {
        for (var i = step - 1; i >= 0; i--)
        {
            var taken = _report.Steps[i];
            if (taken.Actor == actor)
            {
                return taken.Waits && !_report.Steps[step - 1].Held[actor].Contains(taken.Subject) ? taken.Subject : "";
            }
        }

        return "";
    }

    private IEnumerable<string> State(int step, int width)
    {
        var now = step > 0 ? _report.Steps[step - 1].Changes.Select(c => c.Cell).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var panel in _panels)
        {
            var fields = panel.Fields.Select(f => $"{f.Label}={(now.Contains(f.Cell) ? $"[{_values[f.Cell]}]" : _values[f.Cell])}");
            foreach (var (line, i) in Wrapping.Lines(string.Join(' ', fields.Select(f => f.Replace(' ', Joint))), width - 24).Select((l, i) => (l, i)))
            {
                yield return $"{(i == 0 ? panel.Title : ""),-22}  {line.Replace(Joint, ' ')}";
            }
        }
    }
}
