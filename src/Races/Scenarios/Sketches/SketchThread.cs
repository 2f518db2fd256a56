using System.Runtime.CompilerServices;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Sketches.Expressions;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Sketches;

/// <summary>
/// Runs the code of one thread as a kernel path: one coroutine over flat code. Local instructions run between two steps and are no
/// scheduling points.
/// </summary>
internal sealed class SketchThread
{
    /// <summary>The number of local instructions between two steps above which the thread counts as stuck.</summary>
    public const int LocalBudget = 10_000_000;

    private readonly CompiledThread _thread;
    private readonly Instruction[] _code;
    private readonly Machine _machine;
    private readonly LockState[] _locks;
    private readonly long[] _slots;
    private readonly long[] _stack;
    private readonly string _name;
    private readonly bool _checksAsserts;
    private readonly bool _checksLocks;
    private int _next;
    private int _target;
    private bool _dividedByZero;

    /// <summary>Creates the thread of one instance.</summary>
    public SketchThread(CompiledThread thread, Machine machine, LockState[] locks, bool checksAsserts, bool checksLocks)
    {
        _thread = thread;
        _code = thread.Code;
        _name = thread.Name;
        _machine = machine;
        _locks = locks;
        _checksAsserts = checksAsserts;
        _checksLocks = checksLocks;
        _stack = new long[thread.StackDepth];
        _slots = new long[thread.Variables + thread.Constants.Count];
        for (var i = 0; i < thread.Constants.Count; i++)
        {
            _slots[thread.Variables + i] = thread.Constants[i];
        }
    }

    /// <summary>The present value of a register.</summary>
    public long Register(int index) => _slots[index];

    /// <summary>Returns to the initial state.</summary>
    public void Reset() => Array.Clear(_slots, 0, _thread.Variables);

    /// <summary>The whole thread.</summary>
    public async KernelPath Run(Cpu cpu)
    {
        _next = -1;
        _target = _thread.Variables - 1; // The slot that takes what nobody wants.
        while (Advance(cpu))
        {
            await cpu.AnnouncedStep;
        }
    }

    /// <summary>Takes the last step's result, runs local instructions up to the next step and announces it; false at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Advance(Cpu cpu)
    {
        _slots[_target] = cpu.Result;
        _next++;
        for (var budget = LocalBudget; budget > 0; budget--)
        {
            ref readonly var at = ref _code[_next];
            switch (at.Kind)
            {
                // Cells are numbered as the machine numbers them: the sketch allocates them first.
                case InstructionKind.Load:
                    _target = at.Target;
                    cpu.Load(new Cell(at.Place), MemoryOrder.Once, _name, at.Line);
                    return true;
                case InstructionKind.Store:
                    _target = at.Target;
                    cpu.Store(new Cell(at.Place), Value(at), MemoryOrder.Once, _name, at.Line);
                    return true;
                case <= InstructionKind.TryLock:
                    _target = at.Target;
                    Announce(cpu, at);
                    return true;
                case InstructionKind.End:
                    End(cpu);
                    return false;
                case InstructionKind.JumpUnless:
                    _next = Value(at) == 0 ? at.Place : _next + 1;
                    break;
                default:
                    RunLocal(at);
                    break;
            }
        }

        ReportLivelock();
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReportLivelock()
    {
        _machine.Report("livelock", $"{_name} runs {LocalBudget} local instructions without a shared access (line {_code[_next].Line})");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Announce(Cpu cpu, in Instruction at)
    {
        var cell = new Cell(at.Place);
        switch (at.Kind)
        {
            case InstructionKind.FetchAdd:
                cpu.Rmw(cell, RmwKind.Add, Value(at), member: _name, line: at.Line);
                break;
            case InstructionKind.Exchange:
                cpu.Rmw(cell, RmwKind.Exchange, Value(at), member: _name, line: at.Line);
                break;
            case InstructionKind.CompareExchange:
                cpu.Rmw(cell, RmwKind.CompareExchange, Value(at), Evaluate(at.Expected!, at.Line), member: _name, line: at.Line);
                break;
            case InstructionKind.StoreRelease:
                cpu.Store(cell, Value(at), MemoryOrder.Release, _name, at.Line);
                break;
            case InstructionKind.LoadAcquire:
                cpu.Load(cell, MemoryOrder.Acquire, _name, at.Line);
                break;
            case InstructionKind.FullBarrier:
                cpu.Barrier(MemoryOrder.Full, _name, at.Line);
                break;
            case InstructionKind.WriteBarrier:
                cpu.Barrier(MemoryOrder.WriteBarrier, _name, at.Line);
                break;
            case InstructionKind.ReadBarrier:
                cpu.Barrier(MemoryOrder.ReadBarrier, _name, at.Line);
                break;
            case InstructionKind.Choose:
                cpu.Choose(at.Place, "", _name, at.Line);
                break;
            case InstructionKind.Lock:
                cpu.Lock(_locks[at.Place], member: _name, line: at.Line);
                break;
            case InstructionKind.TryLock:
                cpu.TryLock(_locks[at.Place], _name, at.Line);
                break;
            default:
                cpu.Unlock(_locks[at.Place], member: _name, line: at.Line);
                break;
        }
    }

    private void RunLocal(in Instruction at)
    {
        var next = _next + 1;
        switch (at.Kind)
        {
            case InstructionKind.Set:
                _slots[at.Target] = Value(at);
                break;
            case InstructionKind.Jump:
                next = at.Place;
                break;
            case InstructionKind.CountDown:
                next = --_slots[at.Target] != 0 ? at.Place : next;
                break;
            case InstructionKind.Assert:
                Assert(at);
                break;
        }

        _next = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Value(in Instruction at) => at.Source >= 0 ? _slots[at.Source] : Evaluate(at.Value!, at.Line);

    private long Evaluate(Expression expression, int line)
    {
        var value = expression.Evaluate(_slots, _stack, ref _dividedByZero);
        if (_dividedByZero)
        {
            ReportDivision(expression, line);
        }

        return value;
    }

    private void ReportDivision(Expression expression, int line)
    {
        _dividedByZero = false;
        if (_checksAsserts)
        {
            _machine.Report("assert", $"{_name} line {line}: '{expression.Text}' divides by zero");
        }
    }

    private void Assert(in Instruction at)
    {
        if (_checksAsserts && Value(at) == 0 && !_machine.IsBroken("assert"))
        {
            var seen = string.Join(", ", _thread.Registers.Select((name, i) => $"{name}={_slots[i]}"));
            _machine.Report("assert", $"{_name} line {at.Line}: '{at.Value!.Text}' is false{(seen.Length > 0 ? " with " : "")}{seen}");
        }
    }

    private void End(Cpu cpu)
    {
        if (_checksLocks && cpu.Held.Count > 0)
        {
            _machine.Report("lock", $"{_name} ends and still holds {cpu.Held[0].Name}");
        }
    }
}
