using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>The scenario, and its build, that the user named.</summary>
internal static class ScenarioChoice
{
    /// <summary>The one scenario that <paramref name="argument"/> names: a file, a name, or a claim.</summary>
    public static Scenario One(string argument) =>
        InputFile.IsPath(argument) ? ScenarioReader.Read(InputFile.Read(argument), argument) : ScenarioCatalogue.Find(argument);

    /// <summary>All scenarios that it names: a claim may be settled by several.</summary>
    public static IReadOnlyList<Scenario> All(string argument) =>
        InputFile.IsPath(argument) ? [One(argument)] : [.. ScenarioCatalogue.Select(argument).Select(ScenarioCatalogue.Read)];

    /// <summary>Checks that the scenario applies to the build.</summary>
    public static void CheckBuild(Scenario scenario, string? build)
    {
        if (build is null || scenario.Builds.Contains(build))
        {
            return;
        }

        throw new InputException(scenario.Header.IsSketch
            ? $"'{scenario.Name}' is a sketch: it has no builds"
            : $"'{scenario.Name}' has no build '{build}'{NearestName.Hint(build, [.. scenario.Builds])}");
    }
}
