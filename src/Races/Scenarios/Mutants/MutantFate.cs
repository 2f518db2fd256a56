namespace RaceSim.Scenarios.Mutants;

/// <summary>What became of a mutant.</summary>
/// <param name="Killer">The invariant that broke first, <see cref="Model"/> or <see cref="Endless"/>; null if it survived.</param>
/// <param name="Schedules">The schedules run; those up to and with the killing one.</param>
/// <param name="IsExhausted">Whether every equivalence class was run.</param>
public sealed record MutantFate(string? Killer, long Schedules, bool IsExhausted)
{
    /// <summary>The killer if the model cannot follow what the mutant does.</summary>
    public const string Model = "model";

    /// <summary>The killer if an execution does not end within the step bound.</summary>
    public const string Endless = "no end";

    /// <summary>Whether it was killed.</summary>
    public bool IsKilled => Killer is not null;
}
