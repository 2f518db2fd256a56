using System.Reflection;
using System.Text;

namespace RaceSim.Scenarios;

/// <summary>The scenarios that are part of the tool: embedded files, listed by their first lines and read only when asked for.</summary>
public static class ScenarioCatalogue
{
    private static readonly Assembly Home = typeof(ScenarioCatalogue).Assembly;
    private static readonly Lazy<IReadOnlyList<CatalogueEntry>> All = new(Scan);

    /// <summary>All entries: the kernel's scenarios in the order of their names, then the sketches.</summary>
    public static IReadOnlyList<CatalogueEntry> Entries => All.Value;

    /// <summary>The entry with this name, or the entries that settle the claim with this id (case aside).</summary>
    /// <exception cref="InputException">There is none; suggests the nearest name.</exception>
    public static IReadOnlyList<CatalogueEntry> Select(string nameOrClaim)
    {
        var named = Entries.Where(e => Same(e.Name, nameOrClaim)).ToList();
        if (named.Count > 0)
        {
            return named;
        }

        var claimed = Entries.Where(e => e.Claims.Any(c => Same(c, nameOrClaim))).ToList();
        return claimed.Count > 0 ? claimed : throw Unknown(nameOrClaim);
    }

    /// <summary>The one scenario with this name or settling this claim, read in full.</summary>
    /// <exception cref="InputException">There is none, or the claim is settled by several.</exception>
    public static Scenario Find(string nameOrClaim)
    {
        var entries = Select(nameOrClaim);
        return entries.Count == 1
            ? Read(entries[0])
            : throw new InputException($"several scenarios settle {nameOrClaim}: name one of {string.Join(", ", entries.Select(e => e.Name))}");
    }

    /// <summary>Reads an entry's scenario in full.</summary>
    public static Scenario Read(CatalogueEntry entry) => ScenarioReader.Read(Text(entry), entry.File);

    /// <summary>An entry's text.</summary>
    public static string Text(CatalogueEntry entry)
    {
        using var reader = Open(entry.File);
        return reader.ReadToEnd();
    }

    private static InputException Unknown(string name)
    {
        var near = NearestName.Of(name, Entries.SelectMany(e => e.Claims.Prepend(e.Name)));
        var hint = near is null ? "; 'racesim list' prints all" : $"; did you mean '{near}'?";
        return new InputException($"there is no scenario '{name}'{hint}");
    }

    private static List<CatalogueEntry> Scan()
    {
        var entries = new List<CatalogueEntry>();
        foreach (var file in Home.GetManifestResourceNames())
        {
            if (file.EndsWith(".yaml", StringComparison.Ordinal))
            {
                using var reader = Open(file);
                entries.Add(CatalogueEntry.Scan(file.Replace('\\', '/'), reader));
            }
        }

        entries.Sort(static (a, b) => a.IsSketch != b.IsSketch ? (a.IsSketch ? 1 : -1) : string.CompareOrdinal(a.Name, b.Name));
        return entries;
    }

    private static StreamReader Open(string file) => new(Home.GetManifestResourceStream(file)!, Encoding.UTF8);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
