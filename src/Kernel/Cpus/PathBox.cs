using System.Runtime.CompilerServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>A suspended kernel path on the heap. Boxes are pooled by the CPU they run on and reused by every schedule.</summary>
internal abstract class PathBox
{
    /// <summary>The CPU whose path this is.</summary>
    public Cpu? Cpu;

    /// <summary>The path that awaits this one; null for the root.</summary>
    public PathBox? Parent;

    /// <summary>The method whose path this is, as its source spells it.</summary>
    public abstract string Function { get; }

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

    // The compiler names the state machine of CopyPtes <CopyPtes>d__7.
    public override string Function => typeof(TStateMachine).Name is var name && name.LastIndexOf('>') is var end and > 0 ? name[(name.LastIndexOf('<', end) + 1)..end] : name;

    public override void MoveNext() => StateMachine!.MoveNext();
}
