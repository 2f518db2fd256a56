using System.Text.RegularExpressions;
using RaceSim.Exploration;
using Xunit;

namespace RaceSim.Tests.Architecture;

/// <summary>Limits of size. Who needs more splits, or says why in the list of exceptions.</summary>
public sealed class ShapeTests
{
    private const int MostFileLines = 400;
    private const int MostFunctionLines = 60;
    private const int MostStrategyLines = 200;

    // Small data types that mean nothing without the first type of their file.
    private static readonly string[] SeveralTypes =
    [
        "src/Actors/ThreadPlan.cs",
        "src/Races/Scenarios/RunReport.cs",
    ];

    private static IEnumerable<string> CSharp => Sources.CSharp("src/").Concat(Sources.CSharp("tests/")).Concat(Sources.CSharp("bench/"));

    [Fact]
    public void Every_file_is_short()
    {
        var tooLong = CSharp.Select(f => (File: f, Lines: Sources.Lines(f).Length)).Where(f => f.Lines > MostFileLines);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Every_function_is_short() => Assert.Empty(Sources.CSharp("src/").SelectMany(LongFunctions));

    [Fact]
    public void Every_file_has_one_public_type()
    {
        var several = Sources.CSharp("src/").Where(f => PublicTypes(f) > 1).Except(SeveralTypes);
        Assert.Empty(several);
        Assert.All(SeveralTypes, f => Assert.True(PublicTypes(f) > 1, $"{f} needs no exception"));
    }

    [Fact]
    public void A_strategy_is_a_small_interface() => Assert.True(typeof(IStrategy).GetMembers().Length <= 3);

    [Fact]
    public void Every_strategy_is_sealed_and_one_short_file()
    {
        var strategies = typeof(IStrategy).Assembly.GetTypes().Where(t => t.IsClass && typeof(IStrategy).IsAssignableFrom(t)).ToList();
        Assert.True(strategies.Count >= 7);
        Assert.All(strategies, strategy =>
        {
            Assert.True(strategy.IsSealed, $"{strategy.Name} is not sealed");
            var file = $"src/Races/Exploration/Strategies/{strategy.Name}.cs";
            Assert.Contains(file, Sources.Files);
            Assert.True(Sources.Lines(file).Length <= MostStrategyLines, $"{file} is too long");
        });
    }

    // A function begins at a line indented like a member that opens a parameter list and ends at the closing brace of that indentation.
    private static IEnumerable<string> LongFunctions(string file)
    {
        var lines = Sources.Lines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            var match = Regex.Match(lines[i], @"^( {4}| {8})(?:public|private|internal|protected|static|async|override|readonly)\b(?!.*\b(?:class|struct|record|interface)\b)[^;=]*\(");
            if (!match.Success)
            {
                continue;
            }

            var indent = match.Groups[1].Value;
            var open = Array.FindIndex(lines, i, l => l == indent + "{" || l.EndsWith(';'));
            if (open < 0 || lines[open] != indent + "{")
            {
                continue;
            }

            var close = Array.FindIndex(lines, open, l => l.StartsWith(indent + "}", StringComparison.Ordinal));
            if (close - i + 1 > MostFunctionLines)
            {
                yield return $"{file}:{i + 1} has {close - i + 1} lines";
            }
        }
    }

    private static int PublicTypes(string file) =>
        Sources.Lines(file).Count(l => Regex.IsMatch(l, @"^public (?:(?:sealed|static|abstract|readonly|partial|ref) )*(?:class|struct|record|interface|enum)\b"));
}
