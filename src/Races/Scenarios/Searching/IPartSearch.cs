using RaceSim.Exploration;

namespace RaceSim.Scenarios.Searching;

/// <summary>Searches parts of a scenario's space, one at a time. Each thread has one of its own; all give the same answers.</summary>
internal interface IPartSearch
{
    /// <summary>Cuts a part into several, in order; into itself where it cannot be cut.</summary>
    /// <param name="path">The part's first decisions; none for the whole space.</param>
    /// <param name="least">Cutting goes on until there are so many.</param>
    IReadOnlyList<Decision[]> Split(IReadOnlyList<Decision> path, int least);

    /// <summary>The parts that have to be added at a position where something was not foreseen.</summary>
    IReadOnlyList<Decision[]> Rest(IReadOnlyList<Decision> node);

    /// <summary>Searches a part.</summary>
    /// <param name="path">The part's first decisions.</param>
    /// <param name="most">The search is given up after so many executions.</param>
    /// <param name="keepGoing">Asked now and then; false ends the search.</param>
    /// <returns>What it came to; null if it was ended.</returns>
    PartResult? Run(IReadOnlyList<Decision> path, long most, Func<bool> keepGoing);
}
