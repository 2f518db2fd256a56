using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Tests.Sketches;

public sealed class SketchErrorTests
{
    [Theory]
    [InlineData("", "f.yaml: the file is empty; expected 'scenario: NAME' and more")]
    [InlineData("scenario: a\n  b: c\n", "f.yaml:2:4: malformed YAML: while scanning a plain scalar value, found invalid mapping")]
    [InlineData("scenario: a\nscenario: b\n", "f.yaml:2:1: the key 'scenario' is there twice, first in line 1")]
    [InlineData("- a\n", "f.yaml:1:1: expected a scenario, a map of names to values, found a list")]
    [InlineData("scenario: a\n---\nscenario: b\n", "f.yaml:2:1: a second document; expected one scenario a file")]
    [InlineData("scenario: a\nprogramm: {}\n", "f.yaml:2:1: unknown key 'programm'; did you mean 'program'?")]
    [InlineData("scenari: a\nprogram: {}\n", "f.yaml:1:1: unknown key 'scenari'; did you mean 'scenario'?")]
    [InlineData("scenario: a\nprogram: {}\n", "f.yaml:2:10: a program needs the key 'threads'")]
    [InlineData("scenario: a\nprogram: { threads: {} }\n", "f.yaml:2:21: no threads; expected at least one")]
    [InlineData("scenario: a\nprogram: { threads: { P0: [] } }\n", "f.yaml:2:23: the thread 'P0' is empty; expected at least one statement")]
    [InlineData("scenario: a\nprogram: { treads: { P0: [ r = 1 ] } }\n", "f.yaml:2:12: unknown key 'treads'; did you mean 'threads'?")]
    [InlineData("scenario: a\ntitel: b\nprogram: { threads: { P0: [ r = 1 ] } }\n", "f.yaml:2:1: unknown key 'titel'; did you mean 'title'?")]
    [InlineData(
        "scenario: a\nexpect: { violated: nver }\nprogram: { threads: { P0: [ r = 1 ] } }\n",
        "f.yaml:2:21: unknown kind of violation 'nver'; did you mean 'never'?")]
    [InlineData(
        "scenario: a\nprogram:\n  cells: { x: 0 }\n  threads:\n    P0: [ r = fetch_add(x, 1) ]\n",
        "f.yaml:5:26: expected ',', found the end; YAML splits at a comma inside [ ]: write the list in block style, one '- statement' a line, or put the statement in quotes")]
    public void Wrong_file_points_at_the_token(string text, string expected) => Assert.Equal(expected, ErrorOf(text));

    [Theory]
    [InlineData("{ x: a }", "3:15: expected the initial value of the cell 'x', an integer, found 'a'")]
    [InlineData("{ x: 1.5 }", "3:15: expected the initial value of the cell 'x', an integer, found '1.5'")]
    [InlineData("{ x: 99999999999999999999 }", "3:15: expected the initial value of the cell 'x', an integer, found '99999999999999999999'")]
    [InlineData("{ x: }", "3:15: expected the initial value of the cell 'x', an integer, found nothing")]
    [InlineData("{ x: 1, x: 2 }", "3:18: the key 'x' is there twice, first in line 3")]
    [InlineData("{ x: 0, l: 0 }", "4:12: 'l' is both a cell and a lock; expected different names")]
    [InlineData("{ lock: 0 }", "3:12: 'lock' is a word of the sketch language; expected another name")]
    [InlineData("{ 1x: 0 }", "3:12: expected a cell's name, a letter followed by letters, digits or '_', found '1x'")]
    [InlineData("[ x ]", "3:10: expected cells, a map of names to values, found a list")]
    public void Wrong_cell_is_refused(string cells, string expected) =>
        Assert.Equal("f.yaml:" + expected, ErrorOf(SketchText.Of("x = 1").Replace("{ x: 0, y: 0 }", cells, StringComparison.Ordinal)));

    [Theory]
    [InlineData("x = y", "7:13: the cell 'y' inside an expression; load it into a register first ('r = y')")]
    [InlineData("r = x + 1", "7:13: the cell 'x' inside an expression; load it into a register first ('r = x')")]
    [InlineData("r = (x)", "7:14: the cell 'x' inside an expression; load it into a register first ('r = x')")]
    [InlineData("{ if: 1 == x, then: [ y = 1 ] }", "7:20: the cell 'x' inside an expression; load it into a register first ('r = x')")]
    [InlineData("x = fetch_add(y, 1)", "7:9: 'x' is a cell, so this statement would access two shared places; expected a register before '='")]
    [InlineData("r = fetch_add(z, 1)", "7:23: unknown cell 'z'; known: x, y")]
    [InlineData("r = fetch_ad(x, 1)", "7:13: unknown operation 'fetch_ad'; did you mean 'fetch_add'?")]
    [InlineData("r = fetch_add(x)", "7:24: expected ',', found ')'")]
    [InlineData("r = 1 + fetch_add(x, 1)", "7:17: 'fetch_add(...)' inside an expression; expected a statement of its own, 'register = fetch_add(...)'")]
    [InlineData("fetch_add(x, 1)", "7:9: 'fetch_add' does not begin a statement; expected 'register = fetch_add(...)'")]
    [InlineData("lock(m)", "7:14: unknown lock 'm'; known: l")]
    [InlineData("lok(l)", "7:9: unknown operation 'lok'; did you mean 'lock'?")]
    [InlineData("l = 1", "7:9: 'l' is a lock; expected a cell or a register before '='")]
    [InlineData("r1 = 1; r = rl + 1", "8:13: unknown name 'rl': no cell, and no register this thread assigns; did you mean 'r1'?")]
    [InlineData("\"r = 1 + q\"", "7:18: unknown name 'q': no cell, and no register this thread assigns; known: r, x, y")]
    [InlineData("r = 1 +", "7:16: expected a name, a number, or '(', found the end")]
    [InlineData("r = (1", "7:15: expected ')', found the end")]
    [InlineData("r = 5 & 3", "7:15: unknown operator '&'; did you mean '&&'?")]
    [InlineData("r = 5 ^ 3", "7:15: unexpected character '^'; expected a name, a number, or an operator")]
    [InlineData("r == 3", "7:11: expected '=', found '=='")]
    [InlineData("r = 99999999999999999999", "7:13: a number that does not fit in 64 bits")]
    [InlineData("r = choose(0)", "7:20: expected a number of values from 1 to 1000000, found '0'")]
    [InlineData("r = P1.r", "7:13: 'P1.r' belongs to another thread; a thread sees only its own registers")]
    [InlineData("lock(l); x = 1", "7:9: the thread 'P0' ends with this lock held; expected an 'unlock' after it")]
    [InlineData("{ if: 1, than: [ y = 1 ] }", "7:18: unknown key 'than'; did you mean 'then'?")]
    [InlineData("{ iff: 1, then: [ y = 1 ] }", "7:11: unknown block 'iff'; did you mean 'if'?")]
    [InlineData("{ if: 1 }", "7:9: an if block needs the key 'then'")]
    [InlineData("{ if: !r, then: [ y = 1 ] }", "7:18: malformed YAML: unexpected comma at end of tag; put a value that begins with '!' in quotes")]
    [InlineData("{ repeat: -1, do: [ y = 1 ] }", "7:19: expected a number of repetitions from 0 to 1000000, found -1")]
    [InlineData("{ repeat: 1000001, do: [ y = 1 ] }", "7:19: expected a number of repetitions from 0 to 1000000, found 1000001")]
    [InlineData("[ x = 1 ]", "7:9: expected a statement, found a list")]
    [InlineData("*x = 1", "7:9: anchors (&) and aliases (*) are not supported; write the value out, or put the text in quotes")]
    public void Wrong_statement_points_at_the_character(string statements, string expected) =>
        Assert.Equal("f.yaml:" + expected, ErrorOf(SketchText.Of(statements)));

    [Theory]
    [InlineData("  always: x >= xx\n", "8:16: unknown cell 'xx'; did you mean 'x'?")]
    [InlineData("  always: P0.r == 1\n", "8:11: 'always' may look at cells only; 'P0.r' is a register")]
    [InlineData("  never: r == 1\n", "8:10: 'r' is a register; name its thread too: 'P0.r'")]
    [InlineData("  never: P0.rr == 1\n", "8:13: the thread 'P0' assigns no register 'rr'; did you mean 'r'?")]
    [InlineData("  never: P1.r == 1\n", "8:10: unknown thread 'P1'; did you mean 'P0'?")]
    [InlineData("  never: !(P0.r == 1)\n", "8:10: YAML takes a value that begins with '!' for a tag; put it in quotes")]
    [InlineData("  newer: 1\n", "8:3: unknown key 'newer'; did you mean 'never'?")]
    [InlineData("reaches: [ P0.s == 1 ]\n", "8:15: the thread 'P0' assigns no register 's'; known: r")]
    public void Wrong_condition_points_at_the_character(string more, string expected) =>
        Assert.Equal("f.yaml:" + expected, ErrorOf(SketchText.Of("r = 1", more)));

    [Fact]
    public void Too_deep_or_too_many_is_refused()
    {
        Assert.Contains("nested deeper than 64 levels", ErrorOf("scenario: a\nprogram: " + new string('[', 100_000)), StringComparison.Ordinal);
        var sum = string.Concat(Enumerable.Repeat("1 + ", 50_000)) + "1";
        Assert.Null(Record.Exception(() => ScenarioReader.Read(SketchText.Of($"r = {sum}"), "f.yaml")));
        foreach (var opening in new[] { "(", "-(", "!(", "- " })
        {
            var text = SketchText.Of($"r = {string.Concat(Enumerable.Repeat(opening, 50_000))}");
            Assert.Contains("nested deeper than 64 levels", ErrorOf(text), StringComparison.Ordinal);
        }

        var threads = string.Join(", ", Enumerable.Range(0, 65).Select(i => $"T{i}: [ x = 1 ]"));
        Assert.Equal("f.yaml:2:38: 65 threads; expected at most 64", ErrorOf($"scenario: a\nprogram: {{ cells: {{ x: 0 }}, threads: {{ {threads} }} }}\n"));
    }

    [Fact]
    public void Build_or_check_that_a_sketch_does_not_have_is_refused()
    {
        var scenario = ScenarioReader.Read(SketchText.Of("x = 1"), "f.yaml");
        var build = Assert.Throws<InputException>(() => scenario.Instantiate("linux-6.12", InstanceOptions.Default));
        Assert.Equal("'t' is a sketch: it has no builds but memory models, so there is no 'linux-6.12'; expected sc, tso, pso", build.Text);
        var check = Assert.Throws<InputException>(() => scenario.Instantiate(null, new InstanceOptions(["nver"])));
        Assert.Equal("a sketch has no check 'nver'; did you mean 'never'?", check.Text);
    }

    private static string ErrorOf(string text) => Assert.Throws<InputException>(() => ScenarioReader.Read(text, "f.yaml")).Text;
}
