using System.Text;
using RaceSim.Scenarios;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Architecture;

public sealed class CatalogueDocumentTests
{
    private const string Preface =
        """
        # The catalogue

        Every scenario over kernel paths, with what its file says of each build. A buggy build and its fix run the same file. This page is written from the
        scenario files by a test: with `RACESIM_REFRESH_GOLDEN=1` it writes, without it compares. `racesim reproduce` runs all of it.

        | scenario | claim | build | verdict |
        |---|---|---|---|

        """;

    [Fact]
    public void The_document_is_the_catalogue()
    {
        var text = new StringBuilder(Preface.ReplaceLineEndings("\n"));
        foreach (var scenario in ScenarioCatalogue.Entries.Where(e => !e.IsSketch).Select(ScenarioCatalogue.Read))
        {
            var name = scenario.Name;
            foreach (var e in scenario.Header.Expectations)
            {
                var claim = e.Claim.Length > 0 ? e.Claim : string.Join(", ", scenario.Header.Claims);
                text.Append($"| {name} | {claim} | `{e.Build}` | {Verdict(e)} |\n");
                name = "";
            }
        }

        GoldenText.CheckFile(Path.Combine("docs", "catalogue.md"), text.ToString());
    }

    private static string Verdict(Expectation e) =>
        e.Violates.Count > 0 ? $"violates {string.Join(", ", e.Violates)}"
        : e.Avoids.Count > 0 ? $"{(e.Observes.Count > 0 ? $"observes {string.Join(", ", e.Observes)}, " : "")}avoids {string.Join(", ", e.Avoids)}"
        : e.Observes.Count > 0 ? $"observes {string.Join(", ", e.Observes)}{(e.Holds.Count > 0 ? $"; {Held(e)}" : "")}"
        : e.Holds.Count > 0 ? Held(e) : "clean";

    private static string Held(Expectation e) => $"{string.Join(", ", e.Holds)} {(e.Holds.Count == 1 ? "holds" : "hold")}";
}
