using System.Text;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Claims;

/// <summary>All claims by who raised them, from <c>claims.yaml</c>, which is part of the assembly. What became of a claim stands in the scenario files.</summary>
public static class ClaimCatalogue
{
    private const string File = "claims.yaml";
    private const string Resource = "claims";

    /// <summary>The groups, in the file's order.</summary>
    public static IReadOnlyList<ClaimGroup> Groups { get; } = Embedded();

    /// <summary>Reads such a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">What to call it in errors.</param>
    /// <exception cref="InputException">It is not well formed, or has an id twice; says where and why.</exception>
    public static IReadOnlyList<ClaimGroup> Read(string text, string file)
    {
        var map = YamlDocumentReader.Read(text, file).AsMap("a list of claims");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var groups = map.List("groups").Select(node => Group(node, ids)).ToList();
        map.Finish();
        return groups;
    }

    private static ClaimGroup Group(YamlNode node, HashSet<string> ids)
    {
        const string What = "a group of claims";
        var map = node.AsMap(What);
        var group = new ClaimGroup(
            map.Text("title", What), map.OptionalText("document"), map.OptionalText("about"), [.. map.List("claims").Select(claim => Claim(claim, ids))]);
        map.Finish();
        return group;
    }

    private static Claim Claim(YamlNode node, HashSet<string> ids)
    {
        const string What = "a claim";
        var map = node.AsMap(What);
        var id = map.Required("id", What);
        var claim = new Claim(id.AsText("an id"), map.Text("says", What), map.OptionalText("source"), map.OptionalText("remark"), map.OptionalText("open"));
        map.Finish();
        return ids.Add(claim.Id) ? claim : throw id.Error($"there is a claim '{claim.Id}' already");
    }

    private static IReadOnlyList<ClaimGroup> Embedded()
    {
        using var stream = new StreamReader(typeof(ClaimCatalogue).Assembly.GetManifestResourceStream(Resource)!, Encoding.UTF8);
        return Read(stream.ReadToEnd(), File);
    }
}
