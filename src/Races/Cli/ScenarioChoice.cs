using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Invariants;
using RaceSim.Scenarios.Sketches;

namespace RaceSim.Cli;

/// <summary>The scenario, and its build, that the user named.</summary>
internal static class ScenarioChoice
{
    /// <summary>The one scenario that <paramref name="argument"/> names: a file, a name, or a claim.</summary>
    public static Scenario One(string argument) =>
        InputFile.IsPath(argument) ? ScenarioReader.Read(InputFile.Read(argument), argument) : ScenarioCatalogue.Find(argument);

    /// <summary>The text of a scenario's file.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="argument">How the user named it.</param>
    public static string Text(Scenario scenario, string argument) =>
        InputFile.IsPath(argument) ? InputFile.Read(argument) : ScenarioCatalogue.Text(ScenarioCatalogue.Select(scenario.Name)[0]);

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

        if (scenario.Header.IsSketch ? MemoryModels.Find(build) is not null : scenario.Builds.Select(KernelBuilds.WithoutMemoryModel).Contains(KernelBuilds.WithoutMemoryModel(build)) && KernelBuilds.Find(build) is not null)
        {
            return; // Any scenario can be run on any machine.
        }

        throw new InputException(scenario.Header.IsSketch
            ? $"'{scenario.Name}' is a sketch: it has no builds, only memory models: {string.Join(", ", MemoryModels.Names)}"
            : $"'{scenario.Name}' has no build '{build}'{NearestName.Hint(build, [.. scenario.Builds])}");
    }

    /// <summary>The build on the machine that <c>--memory-model</c> asks for.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="build">The build that was asked for, if one was.</param>
    /// <param name="model">The memory model that was asked for, if one was.</param>
    /// <exception cref="InputException">There is no such model.</exception>
    public static string? OnModel(Scenario scenario, string? build, string? model)
    {
        if (model is null)
        {
            return build;
        }

        var found = MemoryModels.Find(model)
            ?? throw new InputException($"unknown memory model '{model}'{NearestName.Hint(model, MemoryModels.Names)}; expected {string.Join(", ", MemoryModels.Names)}");
        return scenario.Header.IsSketch ? model : KernelBuilds.On(build ?? scenario.Builds.First(), found);
    }

    /// <summary>Checks that a trace's build exists. The file need not name it: <c>diff</c> compares any two.</summary>
    public static void CheckReplayable(Scenario scenario, string? build)
    {
        if (scenario.Header.IsSketch || build is null || KernelBuilds.Find(build) is null)
        {
            CheckBuild(scenario, build);
        }
    }

    /// <summary>The invariants of a list like <c>I2,I15</c>; null if there is no list.</summary>
    /// <exception cref="InputException">One of them does not exist for this kind of scenario.</exception>
    public static IReadOnlyList<string>? Invariants(Scenario scenario, string? list)
    {
        if (list is null)
        {
            return null;
        }

        var known = scenario.Header.IsSketch ? SketchReader.Violations : [.. InvariantCatalogue.All.Select(i => i.Id)];
        var ids = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var id in ids)
        {
            if (!known.Contains(id))
            {
                throw new InputException($"there is no invariant '{id}'; known: {string.Join(", ", known)}");
            }
        }

        return ids.Length > 0 ? ids : throw new InputException("--invariants is empty; expected ids separated by commas");
    }
}
