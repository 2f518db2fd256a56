using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>Builds <see cref="KernelPath"/>s: no thread, no task, no ambient state; what is awaited tells on which CPU the path runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct KernelPathBuilder
{
    private KernelPathBuilder<Nothing> _inner;

    /// <summary>The path so far.</summary>
    public readonly KernelPath Task => new(_inner.Box);

    /// <summary>A fresh builder.</summary>
    public static KernelPathBuilder Create() => default;

    /// <summary>Runs the path to its first step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Not used: boxes hold the state machine by value.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Ends the path.</summary>
    public void SetResult() => _inner.SetResult(default);

    /// <summary>A path that throws is a mistake in the model: the exception goes to the host.</summary>
    public readonly void SetException(Exception exception) => ExceptionDispatchInfo.Throw(exception);

    /// <summary>Suspends at a step or a call.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => _inner.Suspend(ref awaiter, ref stateMachine);

    /// <summary>Suspends at a step or a call.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => _inner.Suspend(ref awaiter, ref stateMachine);
}

/// <summary>The result of a path that returns nothing.</summary>
internal readonly struct Nothing;
