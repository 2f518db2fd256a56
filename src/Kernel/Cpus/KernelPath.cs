using System.Runtime.CompilerServices;

namespace RaceSim.Kernel.Cpus;

/// <summary>
/// A kernel function as a coroutine: an <c>async</c> method in which every <c>await</c> is either one atomic step on a <see cref="Cpu"/> or a call
/// of another kernel path. Starts at once, runs to its first step and waits there until the host performs it.
/// </summary>
[AsyncMethodBuilder(typeof(KernelPathBuilder))]
public readonly struct KernelPath
{
    internal readonly PathBox? Box;

    internal KernelPath(PathBox? box) => Box = box;

    /// <summary>For <c>await</c>.</summary>
    public Awaiter GetAwaiter() => new(Box);

    /// <summary>Resumes the caller when the path has ended.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion, IPathAwaiter
    {
        // First field: KernelPathBuilder reads it through PathAwaiterLayout.
        private readonly PathBox? _box;

        internal Awaiter(PathBox? box) => _box = box;

        /// <summary>Whether the path ended without a single step.</summary>
        public bool IsCompleted => _box is null;

        /// <summary>Gives the ended path's box back.</summary>
        public void GetResult()
        {
            if (_box is not null)
            {
                _box.Cpu!.Free(_box);
            }
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => throw PathMisuse.Foreign();

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => throw PathMisuse.Foreign();
    }
}
