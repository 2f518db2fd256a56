using System.IO.Enumeration;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Gates;
using RaceSim.Scenarios.Invariants;
using RaceSim.Scenarios.Sketches;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Cli.Gates;

/// <summary>Turns a gate's file into the rows to run: looks up its scenarios, builds and known violations.</summary>
internal static class GatePlan
{
    /// <summary>The rows, in the file's order.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="folder">The folder that its files are named from.</param>
    /// <exception cref="InputException">It names what does not exist; says where.</exception>
    public static IReadOnlyList<GateTask> Tasks(GateFile gate, string folder)
    {
        var scenarios = Scenarios(gate, folder);
        Check(gate, scenarios);
        var builds = gate.Builds.Select(b => b.Value).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. scenarios.SelectMany(scenario => GateTask.Of(
                scenario,
                build => build is null || builds.Count == 0 || builds.Contains(build),
                [.. gate.Known.Where(k => k.Scenario == scenario.Name)])),
        ];
    }

    private static List<Scenario> Scenarios(GateFile gate, string folder)
    {
        var chosen = gate.Scenarios.Count > 0
            ? gate.Scenarios.SelectMany(node => Named(node, folder))
            : ScenarioCatalogue.Entries.Where(e => e.Claims.Count > 0).Select(ScenarioCatalogue.Read);
        return [.. chosen.DistinctBy(s => (s.Name, s.Header.Digest))];
    }

    private static IEnumerable<Scenario> Named(YamlNode node, string folder)
    {
        var text = node.AsText("a scenario's name, a claim, a file or a glob");
        var isGlob = text.AsSpan().ContainsAny('*', '?');
        if (!InputFile.IsPath(text))
        {
            if (!isGlob)
            {
                return At(node, () => ScenarioChoice.All(text));
            }

            var entries = ScenarioCatalogue.Entries.Where(e => FileSystemName.MatchesSimpleExpression(text, e.Name)).ToList();
            return entries.Count > 0 ? entries.Select(ScenarioCatalogue.Read) : throw node.Error($"no scenario of the catalogue matches '{text}'");
        }

        var path = Path.Combine(folder, text);
        return (isGlob ? Files(node, path) : [path]).Select(file => At(node, () => ScenarioReader.Read(InputFile.Read(file), file)));
    }

    // A glob has its wildcards in the file's name; "**/" before it takes every folder below.
    private static IEnumerable<string> Files(YamlNode node, string path)
    {
        var folder = Path.GetDirectoryName(path) ?? ".";
        var isDeep = Path.GetFileName(folder) == "**";
        var root = isDeep ? Path.GetDirectoryName(folder) is { Length: > 0 } above ? above : "." : folder.Length > 0 ? folder : ".";
        if (!Directory.Exists(root))
        {
            throw node.Error($"there is no folder '{root}'");
        }

        var files = Directory.EnumerateFiles(root, Path.GetFileName(path), isDeep ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Select(f => f.Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw node.Error($"no file matches '{node.Value}'");
    }

    private static void Check(GateFile gate, List<Scenario> scenarios)
    {
        var builds = scenarios.SelectMany(s => s.Builds).Distinct().ToList();
        foreach (var node in gate.Builds)
        {
            var build = node.AsText("a build");
            if (!builds.Contains(build))
            {
                throw node.Error($"no scenario of this gate has a build '{build}'{NearestName.Hint(build, builds)}");
            }
        }

        foreach (var known in gate.Known)
        {
            var scenario = scenarios.FirstOrDefault(s => s.Name == known.Scenario)
                ?? throw known.Node.Error($"'{known.Scenario}' is not in this gate{NearestName.Hint(known.Scenario, [.. scenarios.Select(s => s.Name)])}");
            if (known.Build is null ? !scenario.Header.IsSketch : !scenario.Builds.Contains(known.Build))
            {
                throw known.Node.Error(known.Build is null
                    ? $"'{scenario.Name}' has builds; say with 'build:' which one is violated"
                    : $"'{scenario.Name}' has no build '{known.Build}'{NearestName.Hint(known.Build, [.. scenario.Builds])}");
            }

            IReadOnlyList<string> ids = scenario.Header.IsSketch ? SketchReader.Violations : [.. InvariantCatalogue.All.Select(i => i.Id)];
            if (!ids.Contains(known.Invariant))
            {
                throw known.Node.Error($"there is no invariant '{known.Invariant}'{NearestName.Hint(known.Invariant, ids)}");
            }
        }
    }

    // What a name or a file is blamed for without a place of its own is blamed on the line of the gate's file that names it.
    private static T At<T>(YamlNode node, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException fault) when (fault.Line == 0)
        {
            throw node.Error(fault.File is null ? fault.Message : $"{fault.File}: {fault.Message}");
        }
    }
}
