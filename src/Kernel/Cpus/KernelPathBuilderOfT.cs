using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>Builds <see cref="KernelPath{TResult}"/>s.</summary>
/// <typeparam name="TResult">What the path returns.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct KernelPathBuilder<TResult>
{
    private PathBox<TResult>? _box;
    private TResult? _result;

    /// <summary>The path so far.</summary>
    public readonly KernelPath<TResult> Task => _box is null ? new KernelPath<TResult>(_result!) : new KernelPath<TResult>(_box);

    internal readonly PathBox<TResult>? Box => _box;

    /// <summary>A fresh builder.</summary>
    public static KernelPathBuilder<TResult> Create() => default;

    /// <summary>Runs the path to its first step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Not used: boxes hold the state machine by value.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>Ends the path and lets the caller go on.</summary>
    public void SetResult(TResult result)
    {
        if (_box is null)
        {
            _result = result;
            return;
        }

        _box.Result = result;
        _box.Cpu!.Return(_box);
    }

    /// <summary>A path that throws is a mistake in the model: the exception goes to the host.</summary>
    public readonly void SetException(Exception exception) => ExceptionDispatchInfo.Throw(exception);

    /// <summary>Suspends at a step or a call.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspend(ref awaiter, ref stateMachine);

    /// <summary>Suspends at a step or a call.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => Suspend(ref awaiter, ref stateMachine);

    /// <summary>
    /// The awaiter's first field tells the CPU (a step) or the child's box (a call). The tests on the awaiter's type are
    /// decided when the code is compiled for it, as in the runtime's own builders.
    /// </summary>
    internal void Suspend<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (default(TAwaiter) is not null && awaiter is IStepAwaiter)
        {
            var cpu = Unsafe.As<TAwaiter, StepAwaiterLayout>(ref awaiter).Cpu!;
            cpu.SuspendAt(_box ?? Rent(cpu, ref stateMachine));
        }
        else if (default(TAwaiter) is not null && awaiter is IPathAwaiter)
        {
            var child = Unsafe.As<TAwaiter, PathAwaiterLayout>(ref awaiter).Box!;
            child.Parent = _box ?? Rent(child.Cpu!, ref stateMachine);
        }
        else
        {
            throw PathMisuse.Foreign();
        }
    }

    private PathBox<TResult> Rent<TStateMachine>(Cpu cpu, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        var box = cpu.Rent<TStateMachine, TResult>();
        _box = box; // Before the copy: the copy in the box has to know its box.
        box.StateMachine = stateMachine;
        return box;
    }
}
