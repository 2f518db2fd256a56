using System.Text.RegularExpressions;
using Xunit;

namespace RaceSim.Tests.Architecture;

public sealed class RepositoryTests
{
    // Written in parts, so that this file does not find itself.
    private static readonly string[] Foreign = ["/wo" + "rk/", "/ro" + "ot/", "nuget" + ".org", "npm" + "js.org", "pypi" + ".org", "crates" + ".io", "art" + "ifactory"];

    [Fact]
    public void No_file_names_a_machine_or_a_registry()
    {
        var found =
            from file in Sources.Files
            let text = Sources.Text(file)
            from word in Foreign
            where text.Contains(word, StringComparison.OrdinalIgnoreCase)
            select $"{file} has '{word}'";
        Assert.Empty(found);
    }

    [Fact]
    public void Every_path_that_a_document_names_exists()
    {
        var dead =
            from file in Sources.Files
            where file.EndsWith(".md", StringComparison.Ordinal)
            from Match link in Regex.Matches(Sources.Text(file), @"`((?:docs|src|tests|bench)/[A-Za-z0-9./-]+)`")
            let target = link.Groups[1].Value.TrimEnd('/')
            where !Sources.Files.Any(f => f == target || f.StartsWith(target + "/", StringComparison.Ordinal))
            select $"{file}: {target}";
        Assert.Empty(dead);
    }

    [Fact]
    public void Every_decision_has_a_number_of_its_own()
    {
        var files = Sources.Files.Where(f => f.StartsWith("docs/decisions/", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)).ToList();
        Assert.Equal(Enumerable.Range(1, files.Count).Select(n => $"{n:0000}"), files.Select(f => f[..4]));
    }

    [Fact]
    public void The_changelog_states_the_trace_version() =>
        Assert.Contains($"Trace format version {RaceSim.Exploration.Trace.Version}", Sources.Text("CHANGELOG.md"), StringComparison.Ordinal);
}
