using System.Globalization;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Gates;

/// <summary>Reads gate files.</summary>
public static class GateFileReader
{
    private const double MostSeconds = 1e7;

    /// <summary>Reads a gate file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">What to call the file in errors.</param>
    /// <exception cref="InputException">The text is no gate file; says where and why.</exception>
    public static GateFile Read(string text, string file)
    {
        var map = YamlDocumentReader.Read(text, file).AsMap("a gate file");
        var gate = new GateFile(
            map.Text("gate", "a gate file"),
            map.Optional("profile"),
            Seconds(map.Optional("time")),
            map.Optional("scenarios")?.AsOneOrMore() ?? [],
            map.Optional("builds")?.AsOneOrMore() ?? [],
            [.. map.List("known").Select(Known)]);
        map.Finish();
        return gate;
    }

    private static KnownViolation Known(YamlNode node)
    {
        const string What = "a known violation";
        var map = node.AsMap(What);
        var known = new KnownViolation(
            node,
            map.Text("scenario", What),
            map.OptionalText("build") is { Length: > 0 } build ? build : null,
            map.Text("invariant", What),
            map.OptionalText("note"));
        map.Finish();
        return known;
    }

    private static double? Seconds(YamlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var text = node.AsText("a number of seconds");
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < MostSeconds
            ? seconds
            : throw node.Error($"expected a number of seconds above 0 and below {MostSeconds:0}, found {node.Described}");
    }
}
