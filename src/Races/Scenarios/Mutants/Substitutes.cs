using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>What mutants do in the place of an announced step. Each leaves in <see cref="Cpu.Result"/> what the path takes for its step's result.</summary>
internal static class Substitutes
{
    /// <summary>Touches nothing and answers with a value.</summary>
    public static async KernelPath Answer(Cpu cpu, SavedStep step, long value)
    {
        await cpu.Barrier(step.Operation.Order, step.Operation.Member!, step.Operation.Line);
        cpu.Result = value;
    }

    /// <summary>Does the step, and then again; a trylock that did not get its lock is not repeated.</summary>
    public static async KernelPath Twice(Cpu cpu, SavedStep step)
    {
        await cpu.Repeat(step);
        if (step.Operation.Kind == OperationKind.TryAcquire && cpu.Result == 0)
        {
            return;
        }

        await cpu.Repeat(step);
    }

    /// <summary>Gives a lock up before the step.</summary>
    public static async KernelPath UnlockFirst(Cpu cpu, SavedStep step, LockState held)
    {
        await cpu.Unlock(held, held.Holder != cpu.Id, step.Operation.Member!, step.Operation.Line);
        await cpu.Repeat(step);
    }

    /// <summary>Reads what the step would have written: an update answers with it.</summary>
    public static async KernelPath Look(Cpu cpu, SavedStep step)
    {
        await cpu.Load(new Cell(step.Operation.Cell), step.Operation.Order, step.Operation.Member!, step.Operation.Line);
    }

    /// <summary>Does the step and another one after it.</summary>
    public static async KernelPath Then(Cpu cpu, SavedStep step, SavedStep other)
    {
        var result = await cpu.Repeat(step);
        await cpu.Repeat(other);
        cpu.Result = result;
    }

    /// <summary>Does another step and then the step.</summary>
    public static async KernelPath First(Cpu cpu, SavedStep step, SavedStep other)
    {
        await cpu.Repeat(other);
        await cpu.Repeat(step);
    }

    /// <summary>Goes on with a run of writes for one cell more, then does the step.</summary>
    public static async KernelPath OneMore(Cpu cpu, SavedStep step, Operation last, RmwKind update, long growth)
    {
        var cell = new Cell(last.Cell + 1);
        if (last.Kind == OperationKind.Store)
        {
            await cpu.Store(cell, last.Operand + growth, last.Order, last.Member!, last.Line);
        }
        else
        {
            await cpu.Rmw(cell, update, last.Operand + growth, 0, last.Order, last.Member!, last.Line);
        }

        await cpu.Repeat(step);
    }

    /// <summary>Flushes all but the last page of the range.</summary>
    public static async KernelPath ShorterFlush(Cpu cpu, SavedStep step)
    {
        await cpu.Repeat(step with { Argument2 = step.Argument2 - 1 });
    }

    /// <summary>Moves a counter by one too little.</summary>
    public static async KernelPath SmallerUpdate(Cpu cpu, SavedStep step)
    {
        var operation = step.Operation;
        operation.Operand -= Math.Sign(operation.Operand);
        await cpu.Repeat(step with { Operation = operation });
    }
}
