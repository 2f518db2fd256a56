using System.Globalization;
using System.Text;
using RaceSim.Exploration;
using RaceSim.Exploration.Explaining;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Reports;

/// <summary>An explanation for the console.</summary>
public sealed class ExplanationText
{
    private const int MostPairs = 12;
    private const int MostRows = 12;
    private const int CleanRows = 5;
    private const int BarWidth = 40;
    private const double Alike = 0.03;

    private readonly StringBuilder _text = new();
    private readonly Explanation _explanation;
    private readonly int _width;

    private ExplanationText(Explanation explanation, int width)
    {
        _explanation = explanation;
        _width = width;
    }

    /// <summary>Renders an explanation.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="minimal">How the trace was shortened before; null if it was not.</param>
    /// <param name="width">The columns to fill.</param>
    public static string Render(Explanation explanation, MinimalTrace? minimal, int width)
    {
        var text = new ExplanationText(explanation, width);
        text.Head(minimal);
        text.Essential();
        text.Chances();
        text.Nearest();
        text.Clean();
        text._text.Append('\n').Append(TraceTable.Render(explanation.Failing, width, essential: explanation.EssentialSteps));
        return text._text.ToString();
    }

    private void Head(MinimalTrace? minimal)
    {
        var trace = _explanation.Failing.Trace;
        Line($"{trace.Scenario}{(trace.Build is null ? "" : $" on {trace.Build}")} {(_explanation.Shows.IsEvent ? "reaches" : "breaks")} {_explanation.Shows.Name}");
        Line(TraceLine.Format(trace));
        if (minimal is not null)
        {
            Paragraph(MinimalText.Sentence(minimal), "");
        }

        Line("");
        foreach (var sentence in ReviewerSentences.Of(_explanation))
        {
            Paragraph(sentence, "  ");
        }
    }

    private void Essential()
    {
        Line("");
        var skipped = _explanation.Skipped > 0 ? $"; {Figures.Count(_explanation.Skipped)} more were not" : "";
        Line($"ESSENTIAL ORDER: {Figures.Count(_explanation.Pairs.Count)} of {Figures.Count(_explanation.Tested, "pair")} re-run the other way round{skipped}");
        var table = new TextTable(false, false, false);
        var rows = _explanation.Pairs.Take(MostPairs).Select(p => (First: Access(p.First, p.On, false), Second: Access(p.Second, p.On, p.IsTooLate))).ToList();
        var room = _width - rows.Select(r => r.First.Length).DefaultIfEmpty().Max() - "    before  ".Length;
        foreach (var (first, second) in rows)
        {
            table.Add(first, "before", second.Length <= room ? second : $"{second[..Math.Max(0, room - 1)]}…");
        }

        table.Render(_text, "  ");
        if (_explanation.Pairs.Count > MostPairs)
        {
            Line($"  and {Figures.Count(_explanation.Pairs.Count - MostPairs)} more (--json lists all)");
        }
        else if (_explanation.Pairs.Count == 0)
        {
            Line("  none: no single reversal prevents it");
        }

        foreach (var choice in _explanation.Choices)
        {
            Line($"  and the choice at {choice.Number}: {_explanation.Whole.Actors[choice.Actor]} {choice.Value}");
        }
    }

    private string Access(ReplayStep step, string on, bool isTooLate) =>
        $"{(isTooLate ? "later" : step.Number.ToString(CultureInfo.InvariantCulture))} {_explanation.Whole.Actors[step.Actor]} {StepWords.Short(step, on)}";

    private void Chances()
    {
        var curve = _explanation.Curve;
        Line("");
        Line($"CHANCE from each step on, the rest drawn at random: {Figures.Count(curve.Runs, "run")} a step{(curve.IsWhole ? "" : ", not every step was looked at")}");
        for (var i = 0; i < curve.Points.Count;)
        {
            var first = i++;
            while (i < curve.Points.Count && IsAlike(curve.Points[i], curve.Points[first]) && curve.Points[i] != curve.Decisive)
            {
                i++;
            }

            var (from, to) = (curve.Points[first], curve.Points[i - 1]);
            var steps = from.Step == to.Step ? $"{from.Step}" : $"{from.Step}-{to.Step}";
            var bar = new string('#', (int)Math.Round(from.Chance * BarWidth));
            var mark = from == curve.Decisive && first > 0 ? "  <- decides" : "";
            Line($"  after {steps,-9} {ReviewerSentences.Percent(from.Chance),8}  {bar}{mark}");
        }
    }

    private static bool IsAlike(InevitabilityPoint a, InevitabilityPoint b) => Math.Abs(a.Chance - b.Chance) < Alike && (a.Chance is 0 or 1) == (b.Chance is 0 or 1);

    private void Nearest()
    {
        if (_explanation.Passing is not { } passing)
        {
            return;
        }

        Line("");
        Line($"NEAREST SCHEDULE THAT PASSES: parts at step {_explanation.PartsAt}");
        Line($"  {TraceLine.Format(passing.Trace)}");
        Side(SideBySide.Render(_explanation.Failing, passing, ("failing", "passing"), _width - 2, MostRows));
    }

    private void Clean()
    {
        if (_explanation.Clean is not { } clean)
        {
            return;
        }

        Line("");
        Paragraph($"THE SAME SCHEDULE ON {clean.Build}, where it does not happen", "");
        Line($"  {TraceLine.Format(clean.Run.Trace)}");
        Paragraph(CleanSentence.Of(_explanation, clean), "  ");
        Side(SideBySide.Render(_explanation.Failing, clean.Run, (_explanation.Failing.Trace.Build ?? "", clean.Build), _width - 2, CleanRows, clean.PartsAt - 1));
    }

    private void Side(string side)
    {
        foreach (var line in side.TrimEnd('\n').Split('\n'))
        {
            Line("  " + line);
        }
    }

    private void Paragraph(string text, string indent)
    {
        foreach (var line in Wrapping.Lines(text, _width - indent.Length))
        {
            Line(indent + line);
        }
    }

    private void Line(string line) => _text.Append(line.TrimEnd()).Append('\n');
}
