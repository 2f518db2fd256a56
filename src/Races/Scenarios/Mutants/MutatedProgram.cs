using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>A program in which one place's steps are done wrongly: what is announced there is rewritten, or other steps are put in its place, before anybody sees it.</summary>
internal sealed class MutatedProgram : IProgram
{
    private readonly IProgram _inner;
    private readonly Machine _machine;
    private readonly SiteMutation _mutation;
    private readonly OperationMemory[] _memories;
    private readonly bool[] _dropped;
    private readonly SavedStep?[] _deferred;

    public MutatedProgram(IProgram inner, Machine machine, SiteMutation mutation)
    {
        _inner = inner;
        _machine = machine;
        _mutation = mutation;
        _memories = [.. machine.Cpus.Select(cpu => new OperationMemory(cpu))];
        _dropped = new bool[inner.ActorCount * Math.Max(1, inner.LockCount)];
        _deferred = new SavedStep?[inner.ActorCount];
        LookAtAll();
    }

    public int ActorCount => _inner.ActorCount;

    public int CellCount => _inner.CellCount;

    public int LockCount => _inner.LockCount;

    public ulong Enabled => _inner.Enabled;

    public ulong Unfinished => _inner.Unfinished;

    public Violation? Violation => _inner.Violation;

    public IReadOnlyList<Violation> Violations => _inner.Violations;

    public UInt128 Events => _inner.Events;

    /// <summary>The number of pages that an announced flush covers.</summary>
    public static int Pages(in Operation flush) => (int)(uint)flush.Operand - (int)(flush.Operand >> 32);

    /// <summary>Whether the second cell belongs to the same array as the first.</summary>
    public static bool IsInRange(Machine machine, int cell, int next)
    {
        var (a, b) = (machine.Cells.Name(cell), next < machine.Cells.Count ? machine.Cells.Name(next) : string.Empty);
        return a.EndsWith(']') && b.EndsWith(']') && a.AsSpan(0, a.LastIndexOf('[')).SequenceEqual(b.AsSpan(0, b.LastIndexOf('[')));
    }

    public ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor) => _inner.EnabledBy(actor);

    public ref readonly Operation Next(int actor) => ref _inner.Next(actor);

    public void Reset()
    {
        _inner.Reset();
        Array.Clear(_dropped);
        Array.Clear(_deferred);
        foreach (var memory in _memories)
        {
            memory.Clear();
        }

        LookAtAll();
    }

    public void Step(int actor, int value)
    {
        var step = _inner.Next(actor);
        var old = _memories[actor].Note(step);
        _inner.Step(actor, value);
        _memories[actor].Noted(step, old);
        LookAtAll();
    }

    public ulong Fingerprint() => _inner.Fingerprint();

    public string ActorName(int actor) => _inner.ActorName(actor);

    // A step can let others announce theirs: who waited for its lock, who is interrupted. Looking again at what was not changed changes nothing.
    private void LookAtAll()
    {
        for (var actor = 0; actor < _memories.Length; actor++)
        {
            var cpu = _machine.Cpus[actor];
            if (cpu.Next.Kind != OperationKind.None && !cpu.IsInterposed)
            {
                _memories[actor].Refresh();
                Look(cpu, ref cpu.Next, _memories[actor]);
            }
        }
    }

    private void Look(Cpu cpu, ref Operation next, OperationMemory memory)
    {
        if (next.Kind == OperationKind.Release && Dropped(cpu, Given(next)))
        {
            Dropped(cpu, Given(next)) = false;
            Nothing(ref next);
        }
        else if (_mutation.Kind == SiteMutationKind.SwapUpdates)
        {
            Swap(cpu, next);
        }
        else if (_mutation.Kind == SiteMutationKind.OneTooMany)
        {
            GoOn(cpu, next, memory);
        }
        else if (_mutation.IsAt(next))
        {
            Mutate(cpu, ref next, memory);
        }
    }

    // Each case asks for the kind of step that it turns into another, so that a rewritten step is not rewritten again.
    private void Mutate(Cpu cpu, ref Operation next, OperationMemory memory)
    {
        switch (_mutation.Kind)
        {
            case SiteMutationKind.DropLock when next.Kind is OperationKind.Acquire or OperationKind.TryAcquire:
                Dropped(cpu, next.Lock) = true;
                cpu.Interpose(static (c, s) => Substitutes.Answer(c, s, 1));
                break;
            case SiteMutationKind.DuplicateLock when next.Kind is OperationKind.Acquire or OperationKind.TryAcquire:
                cpu.Interpose(Substitutes.Twice);
                break;
            case SiteMutationKind.UnlockEarly when next.Kind is OperationKind.Load or OperationKind.Store or OperationKind.ReadModifyWrite or OperationKind.Flush
                && cpu.Held.Count > _mutation.Lock:
                var held = cpu.Held[cpu.Held.Count - 1 - _mutation.Lock];
                Dropped(cpu, held.Id) = true;
                cpu.Interpose((c, s) => Substitutes.UnlockFirst(c, s, held));
                break;
            case SiteMutationKind.DropRecheck when next.Kind == OperationKind.Load && memory.TryRecall(next.Cell, out var value):
                cpu.Interpose((c, s) => Substitutes.Answer(c, s, value));
                break;
            case SiteMutationKind.DropWrite or SiteMutationKind.SkipUndo when next.Kind == OperationKind.BufferedStore:
                Nothing(ref next);
                break;
            case SiteMutationKind.DropWrite or SiteMutationKind.SkipUndo when next.Kind is OperationKind.Store or OperationKind.ReadModifyWrite:
                NoWrite(ref next);
                break;
            case SiteMutationKind.DropFlush when next.Kind == OperationKind.Flush:
                Nothing(ref next);
                break;
            case SiteMutationKind.OneTooFew:
                Shorten(cpu, ref next, memory);
                break;
            case SiteMutationKind.DropBarrier:
                cpu.Buffer?.ForgetBarrier();
                break;
        }
    }

    private static void Shorten(Cpu cpu, ref Operation next, OperationMemory memory)
    {
        if (next.Kind == OperationKind.Flush && Pages(next) > 1)
        {
            cpu.Interpose(Substitutes.ShorterFlush);
        }
        else if (next.Kind == OperationKind.ReadModifyWrite && cpu.AnnouncedUpdate == RmwKind.Add && Math.Abs(next.Operand) > 1)
        {
            cpu.Interpose(Substitutes.SmallerUpdate);
        }
        else if (next.Kind is OperationKind.Store or OperationKind.ReadModifyWrite && !memory.Continues(next))
        {
            NoWrite(ref next); // The first of a range, which then begins one late.
        }
    }

    // The first update is set aside. Loads of other cells pass; the second update takes it along behind itself, and whatever else comes takes it along in front.
    private void Swap(Cpu cpu, in Operation next)
    {
        var isWrite = next.Kind is OperationKind.Store or OperationKind.ReadModifyWrite;
        if (_deferred[cpu.Id] is { } first)
        {
            if (next.Kind == OperationKind.Load && next.Cell != first.Operation.Cell)
            {
                return;
            }

            _deferred[cpu.Id] = null;
            var isSecond = isWrite && next.Line == _mutation.Partner.Line && next.Member == _mutation.Partner.Member && next.Cell != first.Operation.Cell;
            cpu.Interpose(isSecond ? (c, s) => Substitutes.Then(c, s, first) : (c, s) => Substitutes.First(c, s, first));
        }
        else if (isWrite && _mutation.IsAt(next))
        {
            cpu.Interpose((c, s) =>
            {
                _deferred[c.Id] = s;
                return Substitutes.Look(c, s);
            });
        }
    }

    private void GoOn(Cpu cpu, in Operation next, OperationMemory memory)
    {
        ref var last = ref memory.LastAccess;
        var hasEnded = memory.Run > 1 && _mutation.IsAt(last) && !(_mutation.IsAt(next) && next.Cell == last.Cell + 1);
        if (hasEnded && last.Kind is OperationKind.Store or OperationKind.ReadModifyWrite && IsInRange(_machine, last.Cell, last.Cell + 1))
        {
            var (write, growth) = (last, memory.RunGrowth);
            var update = memory.EndRun();
            cpu.Interpose((c, s) => Substitutes.OneMore(c, s, write, update, growth));
        }
    }

    // An update then answers with the value that it found, as it would have.
    private static void NoWrite(ref Operation next)
    {
        next.Kind = OperationKind.Load;
        next.Mode = AccessMode.Read;
        next.Observers = 0;
    }

    private ref bool Dropped(Cpu cpu, int id) => ref _dropped[(cpu.Id * Math.Max(1, _inner.LockCount)) + id];

    // A store buffer keeps the lock that it is to give up apart.
    private static int Given(in Operation next) => next.Lock >= 0 ? next.Lock : ~next.Subject;

    private static void Nothing(ref Operation next) => next.Announce(OperationKind.Fence, next.Order);
}
