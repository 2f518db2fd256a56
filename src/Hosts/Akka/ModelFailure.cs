using System.Runtime.ExceptionServices;
using RaceSim.Exploration;
using RaceSim.Kernel;

namespace RaceSim.Hosts.Akka;

/// <summary>Tells what an actor threw, and Akka's supervision caught, to whoever runs the model.</summary>
internal static class ModelFailure
{
    /// <summary>Throws a fault of the scenario as it is, and any other as an error of the engine.</summary>
    /// <param name="fault">What was thrown; null if nothing.</param>
    public static void Throw(Exception? fault)
    {
        if (fault is ModelException)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        if (fault is not null)
        {
            throw new EngineException($"an actor on Akka threw {fault.GetType().Name}: {fault.Message}");
        }
    }
}
