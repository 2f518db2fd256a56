using System.Text.Json;
using System.Text.RegularExpressions;
using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Invariants;
using RaceSim.Scenarios.Yaml;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Architecture;

public sealed class SchemaTests
{
    private static readonly string Scenarios = Path.Combine("src", "Races", "Scenarios");

    private static JsonElement Schema { get; } = JsonDocument.Parse(Sources.Text(Path.Combine("docs", "schema", "scenario.schema.json"))).RootElement;

    private static string Format { get; } = Sources.Text(Path.Combine("docs", "scenario-format.md"));

    private static JsonElement Definitions => Schema.GetProperty("$defs");

    public static TheoryData<string> Files => [.. ScenarioCatalogue.Entries.Select(e => e.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_scenario_of_the_catalogue_is_valid_by_the_schema(string file)
    {
        var text = ScenarioCatalogue.Text(ScenarioCatalogue.Entries.Single(e => e.File == file));
        Assert.Empty(new SchemaCheck(Schema).Check(YamlDocumentReader.Read(text, file)));
    }

    [Theory]
    [InlineData("scenario: s\nprocesses: { P: {} }\nthreads: { T: { process: P, do: load 1 } }\nbuilds: { linux-6.9: { cleann: true } }", "unknown key 'cleann'")]
    [InlineData("scenario: s\nprocesses: { P: {} }\nbuilds: { linux-6.9: { clean: true } }", "lacks 'threads'")]
    [InlineData("scenario: s\nprocesses: { P: {} }\nthreads: { T: { process: P, do: laod 1 } }\nbuilds: { linux-6.9: { clean: true } }", "oneOf")]
    [InlineData("scenario: s\nexpext: proved\nprogram: { threads: { A: [ r = x ] } }", "unknown key 'expext'")]
    public void The_check_finds_what_is_wrong(string text, string expected) =>
        Assert.Contains(new SchemaCheck(Schema).Check(YamlDocumentReader.Read(text, "f")), f => f.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void The_schema_has_exactly_the_keys_that_the_readers_know()
    {
        string[] readers = ["ScenarioHeaderReader.cs", "KernelScenarios/KernelScenarioReader.cs", "KernelScenarios/MachineOptionsReader.cs"];
        var read = readers.SelectMany(r => KeysRead(Sources.Text(Path.Combine(Scenarios, r)))).ToHashSet();
        string[] forms = ["header", "kernel", "constants", "options", "folio", "spares", "process", "vma", "thread", "expectation"];
        var stated = forms.SelectMany(f => Definitions.GetProperty(f).GetProperty("properties").EnumerateObject().Select(p => p.Name)).ToHashSet();
        Assert.Equal(read.Order(StringComparer.Ordinal), stated.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_has_exactly_the_keys_of_sketches()
    {
        string[] readers = ["SketchReader.cs", "StatementReader.cs"];
        var read = readers.SelectMany(r => KeysRead(Sources.Text(Path.Combine(Scenarios, "Sketches", r)))).Append("reaches").ToHashSet();
        string[] forms = ["sketch", "program", "if", "repeat", "while"];
        var stated = forms.SelectMany(f => Definitions.GetProperty(f).GetProperty("properties").EnumerateObject().Select(p => p.Name)).Append("violated").ToHashSet();
        Assert.Equal(read.Order(StringComparer.Ordinal), stated.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_that_the_reader_knows_is_documented()
    {
        var read = KeysRead(Sources.Text(Path.Combine(Scenarios, "KernelScenarios", "KernelScenarioReader.cs")));
        var missing = read.Where(key => !Format.Contains($"`{key}`", StringComparison.Ordinal) && !Format.Contains($"`{key}: ", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_operation_is_documented_and_in_the_schema()
    {
        var reader = Sources.Text(Path.Combine(Scenarios, "KernelScenarios", "OperationReader.cs"));
        var words = Regex.Matches(Regex.Match(reader, @"Words = \[(.*?)\]").Groups[1].Value, "\"([a-z-]+)\"").Select(m => m.Groups[1].Value).ToList();
        Assert.True(words.Count > 5);
        var pattern = Definitions.GetProperty("operation").GetProperty("pattern").GetString()!;
        var missing = words.Where(w => !Regex.IsMatch(Format, $"`{w}[ `]") || !pattern.Contains(w, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_build_mutation_event_and_invariant_is_documented()
    {
        var machine = new Machine();
        _ = new KernelEvents(machine);
        var names = KernelBuilds.All.Select(b => b.Name).Concat(KernelBuilds.MutationNames).Concat(machine.EventNames);
        var missing = names.Where(n => !Format.Contains($"`{n}`", StringComparison.Ordinal));
        Assert.Empty(missing);
        Assert.Equal(machine.EventNames.Order(), Definitions.GetProperty("event").GetProperty("enum").EnumerateArray().Select(e => e.GetString()!).Order());
        Assert.Equal("I1 I1= I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15 I16 I17 I18 I19 I20 I21 I22 I23 I24 I25 I26 I27 I28 I29 I30", string.Join(' ', InvariantCatalogue.All.Select(i => i.Id)));
    }

    private static IEnumerable<string> KeysRead(string source) =>
        Regex.Matches(source, @"\b(?:Required|Optional|OptionalText|Text|Texts|Integer|Boolean|List|Map|Has)\(""([a-z-]+)""").Select(m => m.Groups[1].Value).Distinct();
}
