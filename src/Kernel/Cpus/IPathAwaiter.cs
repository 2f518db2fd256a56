namespace RaceSim.Kernel.Cpus;

/// <summary>Marks an awaiter whose first field is the awaited path's <see cref="PathBox"/>.</summary>
internal interface IPathAwaiter;

/// <summary>Marks an awaiter whose first field is the <see cref="Cpu"/> that announced a step.</summary>
internal interface IStepAwaiter;

/// <summary>The common layout of <see cref="IPathAwaiter"/>s.</summary>
internal readonly struct PathAwaiterLayout
{
#pragma warning disable CS0649 // Read through Unsafe.As over a real awaiter.
    public readonly PathBox? Box;
#pragma warning restore CS0649
}

/// <summary>The common layout of <see cref="IStepAwaiter"/>s.</summary>
internal readonly struct StepAwaiterLayout
{
#pragma warning disable CS0649 // Read through Unsafe.As over a real awaiter.
    public readonly Cpu? Cpu;
#pragma warning restore CS0649
}
