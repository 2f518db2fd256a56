using RaceSim.Steps;

namespace RaceSim.Actors;

/// <summary>Brings models to life on a host other than the deterministic one.</summary>
public interface IHosting
{
    /// <summary>Hosts a model.</summary>
    /// <param name="model">The model; from now on nobody else may use it.</param>
    /// <returns>The program that an exploration runs, at its initial state; it lives as long as the hosting does.</returns>
    IProgram Host(ActorModel model);
}
