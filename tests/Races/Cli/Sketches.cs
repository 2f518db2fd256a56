namespace RaceSim.Tests.Races.Cli;

/// <summary>Small scenario files that a user might write.</summary>
internal static class Sketches
{
    public const string LostUpdate = """
        scenario: lost-update
        title: Two increments, each a load and a store
        program:
          cells: { x: 0 }
          threads:
            A: [ r = x, x = r + 1 ]
            B: [ r = x, x = r + 1 ]
          never: x != 2
        """;

    public const string Harmless = """
        scenario: harmless
        program:
          cells: { x: 0 }
          threads:
            A:
              - r = fetch_add(x, 1)
            B:
              - r = fetch_add(x, 1)
          never: x != 2
        """;

    public static string Claiming(string sketch, string claim, string expect) =>
        sketch.Replace("program:", $"claims: [{claim}]\nsource: 000_0000.txt#1\nexpect: {expect}\nprogram:", StringComparison.Ordinal);
}
