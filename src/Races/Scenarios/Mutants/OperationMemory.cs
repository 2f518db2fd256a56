using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>What one context has seen and done since its present operation began.</summary>
internal sealed class OperationMemory(Cpu cpu)
{
    private readonly Dictionary<int, (long Value, int Step)> _seen = [];
    private readonly Dictionary<int, long> _before = [];
    private readonly Dictionary<int, long> _added = [];
    private readonly Dictionary<SourceLabel, int> _lastCell = [];
    private readonly Dictionary<int, int> _takenAt = [];
    private RmwKind _update;
    private int _operation = -1;
    private int _steps;

    /// <summary>The last access of a cell, or of the TLB; <see cref="OperationKind.None"/> if a lock was taken or given up since, or there was none.</summary>
    public Operation LastAccess;

    /// <summary>The last write, if nothing but loads of other cells has come after it; else <see cref="OperationKind.None"/>.</summary>
    public Operation LastWrite;

    /// <summary>The numbers of the locks held at <see cref="LastAccess"/>, in the order in which they were taken.</summary>
    public List<int> HeldAtLastAccess { get; } = [];

    /// <summary>The number of accesses of one place to cells that follow each other, with nothing else in between, up to the last one.</summary>
    public int Run { get; private set; }

    /// <summary>By how much the operand grew from one access of the run to the next.</summary>
    public long RunGrowth { get; private set; }

    /// <summary>Ends the run, so that it is not gone on with twice.</summary>
    /// <returns>The kind of its atomic updates.</returns>
    public RmwKind EndRun()
    {
        Run = 0;
        return _update;
    }

    /// <summary>Forgets everything if another operation has begun.</summary>
    public void Refresh()
    {
        if (_operation != cpu.OperationsBegun)
        {
            Clear();
            _operation = cpu.OperationsBegun;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _operation = -1;
        _steps = 0;
        _seen.Clear();
        _before.Clear();
        _added.Clear();
        _lastCell.Clear();
        _takenAt.Clear();
        LastAccess = default;
        LastWrite = default;
        Run = 0;
    }

    /// <summary>What the operation last saw in a cell, or left there.</summary>
    public bool TryRecall(int cell, out long value)
    {
        var knows = _seen.TryGetValue(cell, out var seen);
        value = seen.Value;
        return knows;
    }

    /// <summary>Whether a spinlock has been held ever since the operation last saw the cell.</summary>
    public bool IsLockedSinceSeen(int cell)
    {
        var since = _seen[cell].Step;
        foreach (var held in cpu.Held)
        {
            if (held.IsSpinning && held.Class != LockClass.Interrupts && _takenAt.TryGetValue(held.Id, out var taken) && taken < since)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the announced write takes back what this operation has done to the cell.</summary>
    public bool IsUndo(in Operation write) => write.Kind == OperationKind.ReadModifyWrite && cpu.AnnouncedUpdate == RmwKind.Add
        ? write.Operand < 0 && _added.GetValueOrDefault(write.Cell) >= -write.Operand
        : _before.TryGetValue(write.Cell, out var before) && write.Kind == OperationKind.Store && write.Operand == before && cpu.Cells.Read(write.Cell) != before;

    /// <summary>Whether the announced access is of the cell after the one that its place touched last.</summary>
    public bool Continues(in Operation access) => _lastCell.TryGetValue(access.Label, out var last) && access.Cell == last + 1;

    /// <summary>Notes a step that is about to be taken.</summary>
    /// <returns>What the cell holds, for <see cref="Noted"/>.</returns>
    public long Note(in Operation step)
    {
        _steps++;
        var old = step.Cell >= 0 ? cpu.Cells.Read(step.Cell) : 0;
        if (step.Kind is OperationKind.Store or OperationKind.ReadModifyWrite)
        {
            LastWrite = step;
        }
        else if (step.Kind != OperationKind.Load || step.Cell == LastWrite.Cell)
        {
            LastWrite.Kind = OperationKind.None;
        }

        switch (step.Kind)
        {
            case OperationKind.Load or OperationKind.Store or OperationKind.ReadModifyWrite or OperationKind.Flush:
                NoteRun(step);
                LastAccess = step;
                HeldAtLastAccess.Clear();
                foreach (var held in cpu.Held)
                {
                    HeldAtLastAccess.Add(held.Id);
                }

                break;
            case OperationKind.Acquire or OperationKind.TryAcquire:
                _takenAt[step.Lock] = _steps;
                LastAccess.Kind = OperationKind.None;
                Run = 0;
                break;
            default:
                Run = 0;
                break;
        }

        if (step.Kind == OperationKind.ReadModifyWrite && cpu.AnnouncedUpdate is RmwKind.Add or RmwKind.AddUnlessZero)
        {
            _added[step.Cell] = _added.GetValueOrDefault(step.Cell) + step.Operand;
        }

        return old;
    }

    /// <summary>Notes what a step that was just taken has left in its cell.</summary>
    public void Noted(in Operation step, long old)
    {
        if (step.Kind is OperationKind.Load or OperationKind.Store or OperationKind.ReadModifyWrite)
        {
            _seen[step.Cell] = (cpu.Cells.Read(step.Cell), _steps);
            if (step.Kind != OperationKind.Load)
            {
                _before.TryAdd(step.Cell, old);
            }
        }
    }

    private void NoteRun(in Operation step)
    {
        var continues = Run > 0 && step.Label == LastAccess.Label && step.Cell == LastAccess.Cell + 1;
        RunGrowth = step.Operand - LastAccess.Operand;
        Run = continues ? Run + 1 : 1;
        _update = cpu.AnnouncedUpdate;
        if (step.Cell >= 0)
        {
            _lastCell[step.Label] = step.Cell;
        }
    }
}
