using System.Runtime.CompilerServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>An announced step that answers yes or no.</summary>
public readonly struct FlagAwaiter : ICriticalNotifyCompletion, IStepAwaiter
{
    // First field: KernelPathBuilder reads it through StepAwaiterLayout.
    private readonly Cpu _cpu;

    internal FlagAwaiter(Cpu cpu) => _cpu = cpu;

    /// <summary>Never: every step is a scheduling point.</summary>
    public bool IsCompleted => false;

    /// <summary>For <c>await</c>.</summary>
    public FlagAwaiter GetAwaiter() => this;

    /// <summary>What the step answered.</summary>
    public bool GetResult() => _cpu.Result != 0;

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => throw PathMisuse.Foreign();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => throw PathMisuse.Foreign();
}
