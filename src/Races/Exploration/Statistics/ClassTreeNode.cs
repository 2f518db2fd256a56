using RaceSim.Exploration.Dpor;

namespace RaceSim.Exploration;

/// <summary>A node of the tree of classes: how to get there, and what sleeps there.</summary>
/// <param name="Path">The decisions from the initial state.</param>
/// <param name="Sleep">The steps that sleep after them.</param>
internal sealed record ClassTreeNode(Decision[] Path, SleepEntry[] Sleep)
{
    /// <summary>The root.</summary>
    public static ClassTreeNode Root { get; } = new([], []);
}
