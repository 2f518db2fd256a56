using System.Text.Json;
using System.Xml.Linq;
using RaceSim.Cli;
using RaceSim.Cli.Gates;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Gates;
using RaceSim.Scenarios.Yaml;
using RaceSim.Tests.Architecture;
using RaceSim.Tests.Golden;
using RaceSim.Tests.Races.Reports;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class GateTests : IDisposable
{
    // partial-wrprotect without unfolding: what was clean is broken by one mutation, and the file still says clean.
    private const string Broken =
        """
        scenario: broken
        processes:
          P: { pages: 8, entries: "- - - - A0wc A1wc A2wc A3wc" }
        folios: { A: { pages: 4 } }
        threads:
          T0: { process: P, do: [ dontneed 5 ] }
        builds:
          contpte-per-pte: { clean: true }
          contpte-per-pte+no-unfold-before-single: { clean: true }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("racesim-gate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_gate_over_builds_that_are_as_their_file_says_passes()
    {
        var run = Gate("gate: g\nscenarios: [ reforder, message-passing ]\n");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check("gate-passes", run.Timeless);
    }

    [Fact]
    public void One_mutation_turns_the_gate_red_and_every_report_names_the_invariant()
    {
        Write("broken.yaml", Broken);
        var run = Gate("gate: g\nscenarios: '*.yaml'\n".Replace("'*.yaml'", "./*broken.yaml", StringComparison.Ordinal),
            "--junit", File("j.xml"), "--sarif", File("s.sarif"), "--summary", File("s.md"), "--traces", File("traces"), "--json", File("g.json"));
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains("gate FAILED: 2 rows, 1 passed, 1 failed, 0 without a verdict", run.Out, StringComparison.Ordinal);

        var failure = Assert.Single(XDocument.Parse(Text("j.xml")).Descendants("failure"));
        Assert.Equal("I15", failure.Attribute("type")!.Value);
        Assert.Contains("racesim replay 'racesim1:broken@contpte-per-pte+no-unfold-before-single:", failure.Value, StringComparison.Ordinal);

        var result = Assert.Single(JsonDocument.Parse(Text("s.sarif")).RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToList());
        Assert.Equal("I15", result.GetProperty("ruleId").GetString());
        Assert.Equal("error", result.GetProperty("level").GetString());
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("broken.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal(9, place.GetProperty("region").GetProperty("startLine").GetInt32());
        var path = result.GetProperty("relatedLocations")[0].GetProperty("physicalLocation");
        Assert.StartsWith("src/Kernel/Paths/", path.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);

        Assert.Contains("**broken@contpte-per-pte+no-unfold-before-single: clean**: violated I15: ", Text("s.md"), StringComparison.Ordinal);
        var row = JsonDocument.Parse(Text("g.json")).RootElement.GetProperty("rows")[1];
        Assert.Equal("I15", row.GetProperty("invariant").GetString());

        Assert.True(row.GetProperty("minimal").GetProperty("steps").GetInt32() > 0);
        var page = Assert.Single(Directory.GetFiles(File("traces"), "*.html"));
        Assert.Contains("VIOLATION of I15", System.IO.File.ReadAllText(page), StringComparison.Ordinal);
        var trace = Assert.Single(Directory.GetFiles(File("traces"), "*.json"));
        Assert.Equal(ExitCode.AsExpected, Racesim.Run("replay", trace, "--scenario", File("broken.yaml")).Code);
    }

    [Fact]
    public void A_known_violation_passes_and_is_suppressed()
    {
        Write("broken.yaml", Broken);
        var run = Gate(Known("I15"), "--sarif", File("s.sarif"));
        Assert.True(run.Code == ExitCode.AsExpected, run.Out);
        var results = JsonDocument.Parse(Text("s.sarif")).RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToList();
        Assert.Equal("external", Assert.Single(results).GetProperty("suppressions")[0].GetProperty("kind").GetString());
    }

    /// <summary>All kinds of results at once: a violation, one that is known, one that is gone, and no verdict.</summary>
    [Fact]
    public void Every_kind_of_sarif_result_is_valid_by_the_standard()
    {
        Write("broken.yaml", Broken);
        Write("short.json", """{ "strategy": "dfs", "iterations": 3 }""");
        var logs = new List<string>();
        foreach (var gate in new[]
        {
            "gate: g\nscenarios: ./broken.yaml\n", Known("I15"), Known("I15", "I11"), "gate: g\nprofile: short.json\nscenarios: midfork-restore\nbuilds: linux-6.9\n", "gate: g\nscenarios: hole\nbuilds: linux-6.9\n",
        })
        {
            Gate(gate, "--sarif", File("s.sarif"));
            logs.Add(Text("s.sarif"));
            Assert.Empty(SarifCheck.Faults(logs[^1]));
        }

        Assert.Equal(
            ["error", "note", "warning"],
            logs.SelectMany(l => JsonDocument.Parse(l).RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()).Select(r => r.GetProperty("level").GetString()).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["$: lacks version"], SarifCheck.Faults("""{ "runs": [] }"""));
        Assert.Contains("$.runs[0].results[0].level: no none|note|warning|error", SarifCheck.Faults(logs[0].Replace("\"error\"", "\"fatal\"", StringComparison.Ordinal)));
        Assert.Contains("$.runs[0].results[0].message: lacks text", SarifCheck.Faults(logs[0].Replace("\"text\": \"broken@", "\"markdown\": \"broken@", StringComparison.Ordinal)));
        Assert.Contains(SarifCheck.Faults(logs[0].Replace("\"ruleIndex\": 0", "\"ruleIndex\": 1", StringComparison.Ordinal)), f => f.StartsWith("results: ruleIndex 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_known_violation_that_is_gone_fails_the_gate()
    {
        Write("broken.yaml", Broken);
        var run = Gate(Known("I15", "I11"));
        Assert.Equal(ExitCode.Unexpected, run.Code);
        Assert.Contains("I11 no longer breaks: remove it from the list", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_that_ends_is_no_pass()
    {
        Write("short.json", """{ "strategy": "dfs", "iterations": 3 }""");
        var run = Gate("gate: g\nprofile: short.json\nscenarios: midfork-restore\nbuilds: linux-6.9\n", "--junit", File("j.xml"));
        Assert.Equal(ExitCode.NoVerdict, run.Code);
        Assert.Single(XDocument.Parse(Text("j.xml")).Descendants("error"));
    }

    [Fact]
    public void A_sample_that_finds_nothing_passes_and_says_bounded()
    {
        Write("few.json", """{ "strategy": "random", "iterations": 2000, "seed": 1 }""");
        var run = Gate("gate: g\nprofile: few.json\nscenarios: midfork-restore\nbuilds: linux-6.9\n");
        Assert.Equal(ExitCode.AsExpected, run.Code);
        Assert.Contains("bounded", run.Out, StringComparison.Ordinal);
        run = Gate("gate: g\nprofile: few.json\nscenarios: midfork-restore\nbuilds: linux-6.9\n", "--json", "--summary", File("s.md"));
        var row = Assert.Single(run.Json.GetProperty("rows").EnumerateArray().ToList());
        Assert.True(row.GetProperty("statistics").GetProperty("classes").GetInt64() > 1);
        Assert.Contains("Not proved:\n\n- midfork-restore@linux-6.9: clean: not found in 2,000 schedules; about ", Text("s.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_proves_first_samples_only_what_is_left()
    {
        Write("both.json", """{ "strategy": "random", "iterations": 2000, "seed": 1, "prove": 300 }""");
        var run = Gate("gate: g\nprofile: both.json\nscenarios: [ midfork-restore, reforder ]\nbuilds: linux-6.9\n", "--json");
        var verdicts = run.Json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("verdict").GetString()!);
        Assert.Equal(["bounded", "proved"], verdicts);
    }

    [Fact]
    public void What_is_new_or_changed_runs_first()
    {
        Assert.Equal(ExitCode.AsExpected, Gate("gate: g\nscenarios: hole\nbuilds: linux-6.9\n", "--json", File("old.json")).Code);
        var rows = Gate("gate: g\nscenarios: [ hole, single-pte ]\nbuilds: linux-6.9\n", "--since", File("old.json"), "--json").Json.GetProperty("rows");
        Assert.Equal(["single-pte", "hole"], rows.EnumerateArray().Select(r => r.GetProperty("scenario").GetString()!));
    }

    [Theory]
    [InlineData("gate: g\nscenarios: no-such", ":2:12: there is no scenario 'no-such'")]
    [InlineData("gate: g\nscenarios: nothing-like-*", ":2:12: no scenario of the catalogue matches 'nothing-like-*'")]
    [InlineData("gate: g\nscenarios: ./no-*.yaml", ":2:12: no file matches './no-*.yaml'")]
    [InlineData("gate: g\nscenarios: ./no.yaml", ":2:12: ")]
    [InlineData("gate: g\nscenarios: hole\nbuilds: linux-6.99", ":3:9: no scenario of this gate has a build 'linux-6.99'; did you mean 'linux-6.9'?")]
    [InlineData("gate: g\nprofile: smok", ":2:10: there is no profile 'smok'; did you mean 'smoke'?")]
    [InlineData("gate: g\ntime: soon", ":2:7: expected a number of seconds")]
    [InlineData("gate: g\nscenario: hole", ":2:1: unknown key 'scenario'; did you mean 'scenarios'?")]
    [InlineData("gate: g\nscenarios: hole\nknown: [ { scenario: hole, build: linux-6.9, invariant: I99 } ]", ":3:10: there is no invariant 'I99'")]
    [InlineData("gate: g\nscenarios: hole\nknown: [ { scenario: reforder, build: linux-6.9, invariant: I1 } ]", ":3:10: 'reforder' is not in this gate")]
    [InlineData("gate: g\nscenarios: hole\nknown: [ { scenario: hole, invariant: I1 } ]", ":3:10: 'hole' has builds")]
    public void A_wrong_gate_file_says_where(string text, string expected)
    {
        var run = Gate(text);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("gate.yaml" + expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void The_file_to_start_from_runs_and_is_never_overwritten()
    {
        Assert.Equal(ExitCode.AsExpected, Racesim.Run("gate", "--init", File("gate.yaml")).Code);
        Assert.Equal(ExitCode.AsExpected, Racesim.Run("gate", File("gate.yaml")).Code);
        Assert.Equal(ExitCode.BadInput, Racesim.Run("gate", "--init", File("gate.yaml")).Code);
        Assert.Empty(Faults(GateStarter.Text));
    }

    [Fact]
    public void A_gate_file_after_json_is_not_overwritten()
    {
        Write("mine.yaml", "gate: g\nscenarios: hole\n");
        var run = Racesim.Run("gate", "--json", File("mine.yaml"));
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("mine.yaml: is a scenario or a gate's file, which nothing overwrites", run.Error, StringComparison.Ordinal);
        Assert.Equal("gate: g\nscenarios: hole\n", Text("mine.yaml"));
    }

    [Fact]
    public void The_schema_knows_what_the_reader_knows()
    {
        Assert.Empty(Faults(Known("I15")));
        Assert.NotEmpty(Faults("gate: g\nscenario: hole"));
        Assert.NotEmpty(Faults("gate: g\nknown: [ { scenario: hole } ]"));
    }

    [Fact]
    public void Every_profile_of_the_tool_can_be_read()
    {
        Assert.Contains("smoke", Profiles.Names);
        Assert.All(Profiles.Names, name => Assert.Equal(name, Profiles.Find(name).Name));
    }

    [Fact]
    public void The_source_of_every_step_of_the_catalogue_is_found()
    {
        var root = Repository.Root;
        foreach (var scenario in ScenarioCatalogue.Entries.Where(e => !e.IsSketch).Select(ScenarioCatalogue.Read))
        {
            foreach (var task in GateTask.Of(scenario, _ => true, []))
            {
                var row = task.Run(new ExplorationProfile("one", 0, new SamplingOptions(), 1, 10_000), new RunOptions());
                if (row.At is { Line: > 0 } at)
                {
                    var file = KernelSource.FileOf(at.Member);
                    Assert.True(file is not null && System.IO.File.Exists(Path.Combine(root, file)), $"{at.Member} is not in {file}");
                }
            }
        }
    }

    private static List<string> Faults(string gate) =>
        new SchemaCheck(JsonDocument.Parse(Sources.Text(Path.Combine("docs", "schema", "gate.schema.json"))).RootElement).Check(YamlDocumentReader.Read(gate, "f"));

    private static string Known(params string[] ids) =>
        "gate: g\nscenarios: ./broken.yaml\nknown:\n" + string.Concat(ids.Select(id => $"  - {{ scenario: broken, build: contpte-per-pte+no-unfold-before-single, invariant: {id} }}\n"));

    private Racesim Gate(string text, params string[] options)
    {
        Write("gate.yaml", text);
        return Racesim.Run(["gate", File("gate.yaml"), .. options]);
    }

    private string File(string name) => Path.Combine(_folder, name);

    private string Text(string name) => System.IO.File.ReadAllText(File(name));

    private void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);
}
