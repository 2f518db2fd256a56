using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios;

/// <summary>Reads the keys that every scenario file has, whatever its form.</summary>
public static class ScenarioHeaderReader
{
    private const int MaximumNameLength = 120;

    /// <summary>Reads name, claims, source, title, story and its parts, and reaches; the caller brings the expectations.</summary>
    public static ScenarioHeader Read(YamlMap root, string text, string file, bool isSketch, IReadOnlyList<Expectation> expectations)
    {
        var name = root.Required("scenario", "a scenario");
        var title = root.OptionalText("title");
        var story = root.OptionalText("story");
        return new ScenarioHeader(
            Name(name),
            root.Texts("claims"),
            root.OptionalText("source"),
            title,
            story,
            file,
            isSketch,
            expectations,
            [.. root.Texts("reaches").Select(reached => reached.Trim())],
            ScenarioDigest.Of(text))
        {
            Narrative = new Narrative(root.OptionalText("statement"), Who(root.Optional("who")), root.Texts("schedule"), root.OptionalText("fix")),
        };
    }

    /// <summary>Checks that <c>who</c> speaks of threads that exist.</summary>
    /// <exception cref="InputException">It names another.</exception>
    public static void CheckWho(YamlMap root, IReadOnlyCollection<string> threads)
    {
        foreach (var entry in root.Optional("who")?.AsEntries("who is who") ?? [])
        {
            var name = entry.Key.AsText("a thread's name");
            if (!threads.Contains(name))
            {
                throw entry.Key.Error($"there is no thread '{YamlNode.Shortened(name)}'{NearestName.Hint(name, threads)}");
            }
        }
    }

    private static List<KeyValuePair<string, string>> Who(YamlNode? node) =>
        [.. (node?.AsEntries("who is who") ?? []).Select(e => KeyValuePair.Create(e.Key.AsText("a thread's name"), e.Value.AsText("who the thread is")))];

    private static string Name(YamlNode node)
    {
        var name = node.AsText("the scenario's name, words joined by hyphens");
        if (name.Length > MaximumNameLength)
        {
            throw node.Error($"a name of {name.Length} characters; expected at most {MaximumNameLength}");
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i]))
            {
                throw node.Error("a control character in the scenario's name; expected words joined by hyphens", i);
            }
        }

        return name;
    }
}
