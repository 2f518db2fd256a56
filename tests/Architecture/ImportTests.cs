using System.Xml.Linq;
using Xunit;

namespace RaceSim.Tests.Architecture;

/// <summary>The direction of imports, by the compiled references (what is used) and the project files (what could be).</summary>
public sealed class ImportTests
{
    // Reports import Scenarios: docs/decisions/0008-reports-import-scenarios.md.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Steps"] = [],
        ["Kernel"] = ["Steps"],
        ["Actors"] = ["Kernel", "Steps"],
        ["Exploration"] = ["Steps"],
        ["Scenarios"] = ["Actors", "Exploration", "Kernel", "Steps"],
        ["Reports"] = ["Scenarios", "Exploration", "Kernel", "Steps"],
        ["Cli"] = ["Reports", "Scenarios", "Exploration", "Actors", "Kernel", "Steps"],
        ["Testing"] = ["Reports", "Scenarios", "Exploration", "Actors", "Kernel", "Steps"],
    };

    // Built by RaceSim.Hosts.sln alone, so there is no compiled room to read here.
    private static readonly Dictionary<string, string[]> AllowedOfHosts = new()
    {
        ["Hosts.Akka"] = ["Actors", "Exploration"],
        ["Hosts.Coyote"] = ["Actors", "Exploration"],
        ["Hosts.Cli"] = ["Cli", "Hosts.Akka", "Hosts.Coyote"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    public static TheoryData<string> AllRooms => [.. Allowed.Keys.Concat(AllowedOfHosts.Keys)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_below_it(string room)
    {
        using var assembly = Compiled.Read(room);
        var used = assembly.MainModule.AssemblyReferences.Select(r => r.Name).Where(n => n.StartsWith("RaceSim.", StringComparison.Ordinal)).Select(n => n["RaceSim.".Length..]);
        Assert.Empty(used.Except(Allowed[room]));
    }

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void A_project_file_refers_only_to_the_rooms_below_it(string room)
    {
        var file = Sources.Files.Single(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith($"/{room}.csproj", StringComparison.Ordinal));
        var named = XDocument.Parse(Sources.Text(file)).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(named.Except(Allowed.GetValueOrDefault(room) ?? AllowedOfHosts[room]));
    }

    [Fact]
    public void The_ordinary_solution_needs_no_host()
    {
        Assert.DoesNotContain("Hosts", Sources.Text("RaceSim.sln"), StringComparison.Ordinal);
        var packages = Sources.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && !f.Contains("/Hosts", StringComparison.Ordinal))
            .SelectMany(f => XDocument.Parse(Sources.Text(f)).Descendants("PackageReference"))
            .Select(r => r.Attribute("Include")!.Value);
        Assert.DoesNotContain(packages, p => p.Contains("Akka", StringComparison.Ordinal) || p.Contains("Coyote", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_room_of_the_sources_has_a_rule()
    {
        var rooms = Sources.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => Path.GetFileNameWithoutExtension(f));
        Assert.Equal(Allowed.Keys.Concat(AllowedOfHosts.Keys).Order(StringComparer.Ordinal), rooms.Order(StringComparer.Ordinal));
    }
}
