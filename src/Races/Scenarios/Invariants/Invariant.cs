using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>A rule of the kernel that no schedule may break. Stateless; an instance of a scenario attaches it to its own state.</summary>
public abstract class Invariant
{
    /// <summary>The id: <c>I1</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The rule in one sentence.</summary>
    public abstract string Sentence { get; }

    /// <summary>Where the rule comes from: a kernel file or document, and the thread that appeals to it.</summary>
    public abstract string Source { get; }

    /// <summary>Registers what is to be looked at, and when.</summary>
    public abstract void Attach(KernelInstance kernel, Watch watch);
}
