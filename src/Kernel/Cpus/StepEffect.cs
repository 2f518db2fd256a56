using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>
/// What a step does that is more than one access of one cell: a user access through the TLB, a hardware walk, a shootdown. Stateless and shared; its
/// operands are the CPU's <see cref="Cpu.Argument"/> and the announced operation's own.
/// </summary>
public abstract class StepEffect
{
    /// <summary>What it does, in lower-case words for a reader: the name of its class.</summary>
    public string Name => string.Concat(GetType().Name.Replace("Effect", "", StringComparison.Ordinal).Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>Writes the footprint into <paramref name="operation"/>. Called again if what it depends on (the CPU's TLB) changes before the step.</summary>
    public abstract void Announce(Cpu cpu, ref Operation operation);

    /// <summary>Performs the step.</summary>
    /// <param name="cpu">The CPU that takes it.</param>
    /// <param name="value">The value chosen, if the operation has an arity above 1.</param>
    /// <returns>What the step returns.</returns>
    public abstract long Perform(Cpu cpu, int value);
}
