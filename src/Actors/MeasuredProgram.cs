using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Steps;

namespace RaceSim.Actors;

/// <summary>
/// A program with its costs counted: a decorator, so that who does not ask pays nothing. Puts a ledger into the machine and adds what only the steps tell.
/// </summary>
public sealed class MeasuredProgram : IProgram
{
    private readonly IProgram _program;
    private readonly Machine _machine;
    private readonly Ledger _ledger = new();
    private readonly bool[] _isPtl;
    private readonly long[] _steps;
    private readonly long[] _requestedAt; // By context, then lock: a waiter's request must not overwrite the holder's.
    private readonly int _folds;
    private readonly int _unfolds;
    private readonly int _lockBreaks;
    private long _longestHold;

    /// <summary>Measures a program.</summary>
    /// <param name="program">The program; used through this object alone from now on.</param>
    /// <param name="machine">Its machine, complete.</param>
    public MeasuredProgram(IProgram program, Machine machine)
    {
        _program = program;
        _machine = machine;
        _machine.Ledger = _ledger;
        _isPtl = [.. machine.Locks.Select(l => l.Class == LockClass.PageTable)];
        _steps = new long[program.ActorCount];
        _requestedAt = new long[program.ActorCount * _isPtl.Length];
        _folds = machine.EventBit("cont-fold");
        _unfolds = machine.EventBit("cont-unfold");
        _lockBreaks = machine.EventBit("lock-break");
        Reset();
    }

    /// <summary>What operations have returned in this execution.</summary>
    public IReadOnlyList<ReturnedValue> Returned => _ledger.Returned;

    /// <inheritdoc/>
    public int ActorCount => _program.ActorCount;

    /// <inheritdoc/>
    public int CellCount => _program.CellCount;

    /// <inheritdoc/>
    public int LockCount => _program.LockCount;

    /// <inheritdoc/>
    public ulong Enabled => _program.Enabled;

    /// <inheritdoc/>
    public ulong Unfinished => _program.Unfinished;

    /// <inheritdoc/>
    public Violation? Violation => _program.Violation;

    /// <inheritdoc/>
    public IReadOnlyList<Violation> Violations => _program.Violations;

    /// <inheritdoc/>
    public UInt128 Events => _program.Events;

    /// <summary>What this execution has cost so far.</summary>
    public long Value(Metric metric) => metric switch
    {
        Metric.TlbInvalidations => _ledger.TlbInvalidations,
        Metric.Folds => _ledger.Times(_folds),
        Metric.Unfolds => _ledger.Times(_unfolds),
        Metric.LockBreaks => _ledger.Times(_lockBreaks),
        Metric.PageCopies => _ledger.PageCopies,
        _ => _longestHold,
    };

    /// <summary>The steps that a context has taken in this execution.</summary>
    public long Steps(int actor) => _steps[actor];

    /// <inheritdoc/>
    public ref readonly Operation Next(int actor) => ref _program.Next(actor);

    /// <inheritdoc/>
    public ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor) => _program.EnabledBy(actor);

    /// <inheritdoc/>
    public void Reset()
    {
        _program.Reset();
        Array.Clear(_steps);
        _longestHold = 0;
    }

    /// <inheritdoc/>
    public void Step(int actor, int value)
    {
        ref readonly var operation = ref _program.Next(actor);
        var steps = ++_steps[actor];
        var touched = operation.Lock >= 0 || operation.Kind != OperationKind.Release ? operation.Lock : ~operation.Subject;
        if (touched >= 0 && _isPtl[touched])
        {
            var place = (actor * _isPtl.Length) + touched;
            if (operation.Kind == OperationKind.Release)
            {
                _longestHold = Math.Max(_longestHold, steps - _requestedAt[place]);
            }
            else if (operation.LockAction == LockAction.Request || (operation.LockAction == LockAction.Try && _machine.Lock(touched).IsFree))
            {
                _requestedAt[place] = steps;
            }
        }

        _program.Step(actor, value);
    }

    /// <inheritdoc/>
    public ulong Fingerprint() => _program.Fingerprint();

    /// <inheritdoc/>
    public string ActorName(int actor) => _program.ActorName(actor);
}
