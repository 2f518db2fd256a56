using System.Text;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Mutants;

/// <summary>The mutants of the kernel paths that are known to survive, from <c>survivors.yaml</c>, which is part of the assembly.</summary>
public static class KnownSurvivors
{
    private const string File = "survivors.yaml";
    private const string Resource = "survivors";

    /// <summary>All of them, in the file's order.</summary>
    public static IReadOnlyList<KnownSurvivor> All { get; } = Embedded();

    /// <summary>Reads such a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">What to call it in errors.</param>
    /// <exception cref="InputException">It is not well formed; says where and why.</exception>
    public static IReadOnlyList<KnownSurvivor> Read(string text, string file)
    {
        var map = YamlDocumentReader.Read(text, file).AsMap("a list of survivors");
        var survivors = map.List("equivalent").Select(node => Survivor(node, MutantEnd.Equivalent))
            .Concat(map.List("permitted").Select(node => Survivor(node, MutantEnd.Permitted)))
            .Concat(map.List("missing").Select(node => Survivor(node, MutantEnd.Gap)))
            .ToList();
        map.Finish();
        return survivors;
    }

    private static KnownSurvivor Survivor(YamlNode node, MutantEnd end)
    {
        const string What = "a survivor";
        var map = node.AsMap(What);
        var kinds = Enum.GetValues<SiteMutationKind>();
        var mutation = map.Required("mutation", What);
        var word = mutation.AsText("a mutation");
        var index = Array.FindIndex(kinds, k => Word(k) == word);
        var survivor = new KnownSurvivor(
            map.OptionalText("in"),
            index >= 0 ? kinds[index] : throw mutation.Error($"there is no mutation '{word}'{NearestName.Hint(word, [.. kinds.Select(Word)])}"),
            map.OptionalText("of"),
            end,
            map.Text("because", What),
            node.Line);
        map.Finish();
        return survivor;
    }

    /// <summary>A mutation in the words of files and tables: <c>drop lock</c>.</summary>
    public static string Word(SiteMutationKind kind)
    {
        var word = new StringBuilder();
        foreach (var c in kind.ToString())
        {
            word.Append(char.IsUpper(c) && word.Length > 0 ? " " : "").Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }

    private static IReadOnlyList<KnownSurvivor> Embedded()
    {
        using var stream = new StreamReader(typeof(KnownSurvivors).Assembly.GetManifestResourceStream(Resource)!, Encoding.UTF8);
        return Read(stream.ReadToEnd(), File);
    }
}
