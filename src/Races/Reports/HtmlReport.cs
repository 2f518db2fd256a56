using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Explaining;
using RaceSim.Scenarios.Films;

namespace RaceSim.Reports;

/// <summary>
/// An explained trace as one HTML file that needs nothing else: no network, no server, no build step. The page's source is <c>Html/report.*</c>; every
/// text of the scenario goes in escaped.
/// </summary>
public static class HtmlReport
{
    private const int Width = 120;

    /// <summary>Renders a page.</summary>
    public static string Render(Film film)
    {
        var explanation = film.Explanation;
        var trace = explanation.Failing.Trace;
        var on = trace.Build is null ? "" : $" on {trace.Build}";
        var header = film.Header;
        return HtmlText.Fill(HtmlText.Resource("report.html"), new Dictionary<string, string>
        {
            ["css"] = HtmlText.Resource("report.css"),
            ["js"] = HtmlText.Resource("report.js"),
            ["data"] = HtmlData.Of(film),
            ["title"] = HtmlText.Escape($"{trace.Scenario}{on}: {explanation.Shows.Name}"),
            ["claims"] = HtmlText.Escape(string.Join(" · ", header.Claims.Append(header.Source).Where(c => c.Length > 0))),
            ["heading"] = HtmlText.Escape($"{trace.Scenario}{on}{(header.Title.Length > 0 ? $": {header.Title}" : "")}"),
            ["verdict"] = HtmlText.Escape(Goal(explanation)),
            ["rule"] = HtmlText.Escape(explanation.Rule.Length > 0 ? $"{explanation.Shows.Name}: {explanation.Rule} ({explanation.RuleSource})" : ""),
            ["sentences"] = string.Concat(ReviewerSentences.Of(explanation).Select(s => $"<li>{HtmlText.Escape(s)}</li>")),
            ["story"] = header.Story.Length > 0 ? $"<details><summary>The scenario's story</summary><p>{HtmlText.Escape(header.Story)}</p></details>" : "",
            ["facts"] = HtmlText.Escape(film.Minimal is { } minimal ? MinimalText.Sentence(minimal) : ""),
            ["replay"] = HtmlText.Escape($"racesim replay '{TraceLine.Format(trace)}'"),
            ["table"] = HtmlText.Escape(TraceTable.Render(explanation.Failing, Width, essential: explanation.EssentialSteps)),
            ["curve"] = HtmlText.Escape(Curve(explanation)),
            ["tested"] = HtmlText.Escape(Tested(explanation)),
            ["passing"] = HtmlText.Escape(Passing(explanation)),
            ["clean"] = explanation.Clean is { } clean
                ? $"""
                <section aria-labelledby="fix">
                    <h2 id="fix">The same schedule on {HtmlText.Escape(clean.Build)}, where it does not happen</h2>
                    <p>{HtmlText.Escape(CleanSentence.Of(explanation, clean))}</p>
                    <div class="wide" tabindex="0" role="region" aria-label="Both builds side by side"><table class="beside" id="beside2"></table></div>
                  </section>
                """
                : "",
        });
    }

    /// <summary>What the trace shows, in one sentence.</summary>
    internal static string Goal(Explanation explanation) =>
        explanation.Shows.IsEvent
            ? $"{explanation.Shows.Name} happens at step {explanation.Failing.Steps.Count}"
            : $"VIOLATION of {explanation.Shows.Name} after step {explanation.Failing.Steps.Count}: {explanation.Failing.Violation?.Violation.Message}";

    /// <summary>The curve in words, also for those who cannot see it.</summary>
    internal static string Curve(Explanation explanation)
    {
        var curve = explanation.Curve;
        var text = $"From each step on the rest was drawn at random, {Figures.Count(curve.Runs, "time")} a step{(curve.IsWhole ? "" : " (not every step was looked at)")}. ";
        return curve.Decisive.Step == 0
            ? $"{text}The chance is {ReviewerSentences.Percent(curve.Points[0].Chance)} from the start and does not rise."
            : $"{text}It begins at {ReviewerSentences.Percent(curve.Points[0].Chance)}; step {curve.Decisive.Step} lifts it from {ReviewerSentences.Percent(curve.ChanceBefore)} to "
                + $"{ReviewerSentences.Percent(curve.Decisive.Chance)}; after step {curve.Inevitable.Step} every run shows it.";
    }

    private static string Tested(Explanation explanation)
    {
        var skipped = explanation.Skipped > 0 ? $" {Figures.Count(explanation.Skipped)} more were left out." : "";
        return explanation.Pairs.Count == 0
            ? $"None: of {Figures.Count(explanation.Tested, "pair")} of accesses re-run the other way round none makes it disappear.{skipped}"
            : $"{Figures.Count(explanation.Pairs.Count)} of {Figures.Count(explanation.Tested, "pair")} of accesses, re-run the other way round, {(explanation.Pairs.Count == 1 ? "makes" : "make")} it disappear.{skipped}";
    }

    private static string Passing(Explanation explanation) =>
        explanation.Passing is { } passing
            ? $"It parts at step {explanation.PartsAt}: {TraceLine.Format(passing.Trace)}"
            : "No schedule that differs from this one in one decision passes.";
}
