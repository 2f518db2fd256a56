using RaceSim.Kernel;

namespace RaceSim.Scenarios;

/// <summary>Turns what only running a scenario shows to be wrong with it into an error about the input.</summary>
internal static class ModelFault
{
    /// <summary>Runs <paramref name="action"/>.</summary>
    /// <param name="scenario">The scenario's name, for the message.</param>
    /// <param name="action">What runs the model.</param>
    /// <exception cref="InputException">The model could not follow the scenario.</exception>
    public static T Explained<T>(string scenario, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ModelException fault)
        {
            throw new InputException($"scenario '{scenario}' cannot be run: {fault.Message}");
        }
    }
}
