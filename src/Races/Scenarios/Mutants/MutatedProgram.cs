using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>A program in which one place's steps are done wrongly: the announcement is rewritten before anybody sees it.</summary>
internal sealed class MutatedProgram : IProgram
{
    private readonly IProgram _inner;
    private readonly Machine _machine;
    private readonly SiteMutation _mutation;
    private readonly bool[] _dropped;

    public MutatedProgram(IProgram inner, Machine machine, SiteMutation mutation)
    {
        _inner = inner;
        _machine = machine;
        _mutation = mutation;
        _dropped = new bool[inner.ActorCount * Math.Max(1, inner.LockCount)];
    }

    public int ActorCount => _inner.ActorCount;

    public int CellCount => _inner.CellCount;

    public int LockCount => _inner.LockCount;

    public ulong Enabled => _inner.Enabled;

    public ulong Unfinished => _inner.Unfinished;

    public Violation? Violation => _inner.Violation;

    public IReadOnlyList<Violation> Violations => _inner.Violations;

    public ulong Events => _inner.Events;

    public ref readonly Operation Next(int actor)
    {
        Rewrite(actor);
        return ref _inner.Next(actor);
    }

    public ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor) => _inner.EnabledBy(actor);

    public void Reset()
    {
        _inner.Reset();
        Array.Clear(_dropped);
    }

    public void Step(int actor, int value)
    {
        Rewrite(actor);
        _inner.Step(actor, value);
    }

    public ulong Fingerprint() => _inner.Fingerprint();

    public string ActorName(int actor) => _inner.ActorName(actor);

    // A rewritten step is of another kind, so it is rewritten once however often it is looked at.
    private void Rewrite(int actor)
    {
        ref var next = ref _machine.Cpus[actor].Next;
        if (next.Kind == OperationKind.Release && Dropped(actor, Given(next)))
        {
            Dropped(actor, Given(next)) = false;
            Nothing(ref next);
        }
        else if (next.Line == _mutation.Site.Line && next.Member == _mutation.Site.Member && SiteMutation.Of(next)?.Kind == _mutation.Kind)
        {
            Mutate(actor, ref next);
        }
    }

    private void Mutate(int actor, ref Operation next)
    {
        switch (_mutation.Kind)
        {
            case SiteMutationKind.DropWrite when next.Kind == OperationKind.BufferedStore:
                Nothing(ref next);
                break;
            case SiteMutationKind.DropWrite:
                // An update then answers with the value that it found, as it would have.
                next.Kind = OperationKind.Load;
                next.Mode = AccessMode.Read;
                next.Observers = 0;
                break;
            case SiteMutationKind.DropLock:
                Dropped(actor, next.Lock) = true;
                Nothing(ref next);
                break;
            case SiteMutationKind.DropFlush:
                Nothing(ref next);
                break;
            case SiteMutationKind.DropBarrier:
                _machine.Cpus[actor].Buffer?.ForgetBarrier();
                break;
        }
    }

    private ref bool Dropped(int actor, int id) => ref _dropped[(actor * Math.Max(1, _inner.LockCount)) + id];

    // A store buffer keeps the lock that it is to give up apart.
    private static int Given(in Operation next) => next.Lock >= 0 ? next.Lock : ~next.Subject;

    private static void Nothing(ref Operation next) => next.Announce(OperationKind.Fence, next.Order);
}
