using System.Collections.Concurrent;
using Akka.Actor.Setup;
using Akka.Dispatch;

namespace RaceSim.Hosts.Akka;

/// <summary>
/// All mailbox runs of a controlled actor system. Those of CPUs that are about to step stand apart, and are run when an exploration picks them; the others are run
/// first come, first served.
/// </summary>
internal sealed class PickQueue : Setup
{
    private readonly ConcurrentQueue<IRunnable> _others = new(); // Only at shutdown does another thread put something in.
    private readonly IRunnable?[] _steps = new IRunnable?[64];
    private int _posting = -1;

    /// <summary>The CPUs whose step can be picked, one bit each.</summary>
    public ulong Steps { get; private set; }

    /// <summary>Queues a mailbox run: that of a step, between <see cref="BeginPost"/> and <see cref="EndPost"/>.</summary>
    public void Add(IRunnable run)
    {
        if (_posting < 0)
        {
            _others.Enqueue(run);
            return;
        }

        _steps[_posting] = run;
        Steps |= 1UL << _posting;
    }

    /// <summary>Says that the next mailbox run queued is a step of <paramref name="context"/>.</summary>
    public void BeginPost(int context) => _posting = context;

    /// <summary>Says that the step has been sent.</summary>
    public void EndPost() => _posting = -1;

    /// <summary>Runs the mailbox of a CPU that is about to step.</summary>
    /// <param name="context">A member of <see cref="Steps"/>.</param>
    public void RunStep(int context)
    {
        Steps &= ~(1UL << context);
        _steps[context]!.Run();
    }

    /// <summary>Runs all other mailboxes until none has a message.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RunOthers()
    {
        var any = false;
        while (_others.TryDequeue(out var run))
        {
            run.Run();
            any = true;
        }

        return any;
    }
}
