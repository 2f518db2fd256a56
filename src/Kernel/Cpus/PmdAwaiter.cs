using System.Runtime.CompilerServices;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Cpus;

/// <summary>An announced step that returns a PMD entry.</summary>
public readonly struct PmdAwaiter : ICriticalNotifyCompletion, IStepAwaiter
{
    // First field: KernelPathBuilder reads it through StepAwaiterLayout.
    private readonly Cpu _cpu;

    internal PmdAwaiter(Cpu cpu) => _cpu = cpu;

    /// <summary>Never: every step is a scheduling point.</summary>
    public bool IsCompleted => false;

    /// <summary>For <c>await</c>.</summary>
    public PmdAwaiter GetAwaiter() => this;

    /// <summary>The entry.</summary>
    public Pmd GetResult() => new(_cpu.Result);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => throw PathMisuse.Foreign();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => throw PathMisuse.Foreign();
}
