using System.Runtime.CompilerServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>A <see cref="KernelPath"/> that returns a value.</summary>
/// <typeparam name="TResult">What the kernel function returns.</typeparam>
[AsyncMethodBuilder(typeof(KernelPathBuilder<>))]
public readonly struct KernelPath<TResult>
{
    private readonly PathBox<TResult>? _box;
    private readonly TResult? _result;

    internal KernelPath(PathBox<TResult> box)
    {
        _box = box;
        _result = default;
    }

    internal KernelPath(TResult result)
    {
        _box = null;
        _result = result;
    }

    /// <summary>For <c>await</c>.</summary>
    public Awaiter GetAwaiter() => new(_box, _result);

    /// <summary>Resumes the caller when the path has ended.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion, IPathAwaiter
    {
        // First field: KernelPathBuilder reads it through PathAwaiterLayout.
        private readonly PathBox? _box;
        private readonly TResult? _result;

        internal Awaiter(PathBox<TResult>? box, TResult? result)
        {
            _box = box;
            _result = result;
        }

        /// <summary>Whether the path ended without a single step.</summary>
        public bool IsCompleted => _box is null;

        /// <summary>What the path returned; gives its box back.</summary>
        public TResult GetResult()
        {
            if (_box is null)
            {
                return _result!;
            }

            var result = Unsafe.As<PathBox<TResult>>(_box).Result!;
            _box.Cpu!.Free(_box);
            return result;
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => throw PathMisuse.Foreign();

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => throw PathMisuse.Foreign();
    }
}
