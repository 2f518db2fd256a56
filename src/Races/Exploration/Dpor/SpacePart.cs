namespace RaceSim.Exploration.Dpor;

/// <summary>
/// A part of the space of a program: the executions that begin with a path and take no sleeping step before one that depends on it. The parts of a
/// <see cref="SpacePartition"/> have no equivalence class in common.
/// </summary>
public sealed class SpacePart
{
    internal SpacePart(Decision[] path, SleepEntry[] sleep, SleepEntry[][] alternatives)
    {
        Path = path;
        Sleep = sleep;
        Alternatives = alternatives;
    }

    /// <summary>The whole space.</summary>
    internal static SpacePart Whole { get; } = new([], [], []);

    /// <summary>The first decisions.</summary>
    internal Decision[] Path { get; }

    /// <summary>What sleeps after them.</summary>
    internal SleepEntry[] Sleep { get; }

    /// <summary>For each position of the path, the decisions that some part takes there, and what sleeps there (as foreign).</summary>
    internal SleepEntry[][] Alternatives { get; }
}
