using System.Runtime.CompilerServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>An announced step. Awaiting it suspends the path until the host performs the step; the result is a 64-bit value.</summary>
public readonly struct StepAwaiter : ICriticalNotifyCompletion, IStepAwaiter
{
    // First field: KernelPathBuilder reads it through StepAwaiterLayout.
    private readonly Cpu _cpu;

    internal StepAwaiter(Cpu cpu) => _cpu = cpu;

    /// <summary>Never: every step is a scheduling point.</summary>
    public bool IsCompleted => false;

    /// <summary>For <c>await</c>.</summary>
    public StepAwaiter GetAwaiter() => this;

    /// <summary>What the step returned.</summary>
    public long GetResult() => _cpu.Result;

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => throw PathMisuse.Foreign();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => throw PathMisuse.Foreign();
}
