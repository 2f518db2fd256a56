using System.Runtime.CompilerServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>A suspended kernel path on the heap. Boxes are pooled by the CPU they run on and reused by every schedule.</summary>
internal abstract class PathBox
{
    /// <summary>The CPU whose path this is.</summary>
    public Cpu? Cpu;

    /// <summary>The path that awaits this one; null for the root.</summary>
    public PathBox? Parent;

    /// <summary>Runs the path to its next step or to its end.</summary>
    public abstract void MoveNext();
}

/// <summary>A box that can hold a result.</summary>
internal abstract class PathBox<TResult> : PathBox
{
    /// <summary>What the path returned.</summary>
    public TResult? Result;
}

/// <summary>A box for one kind of path.</summary>
internal sealed class PathBox<TStateMachine, TResult> : PathBox<TResult>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>The path's locals and program counter.</summary>
    public TStateMachine? StateMachine;

    public override void MoveNext() => StateMachine!.MoveNext();
}
