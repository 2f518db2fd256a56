using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.CowPte;

/// <summary><c>break_cow_pte</c> and <c>break_cow_pte_range</c>, by which others than the fault handler break (002_7fee2d0334f6c5d8.txt).</summary>
internal static class BreakCowPtePaths
{
    /// <summary>Breaks the table above a page; tries a second time after a wait, then calls the OOM killer. False: out of memory.</summary>
    public static async KernelPath<bool> BreakCowPte(Cpu cpu, Mm mm, int va)
    {
        if (!mm.SharesTables || cpu.Kernel.Build.Tables == TableSharing.None || cpu.Kernel.Build.Has(TableMutation.NoBreakAtCallSite))
        {
            return true;
        }

        if (await CowPteBreakPaths.HandleCowPteFault(cpu, mm, va))
        {
            return true;
        }

        if (cpu.Kernel.Build.Has(TableFix.PropagateErrors))
        {
            await cpu.Take(SleepEffect.Instance, OperationKind.Local); // With a sleeping task state.
        }
        else
        {
            // schedule_timeout() of a task that is still TASK_RUNNING returns as soon as it is scheduled again.
            cpu.Machine.Reach(cpu.Kernel.Events.BreakRetriedAtOnce);
        }

        if (await CowPteBreakPaths.HandleCowPteFault(cpu, mm, va))
        {
            return true;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.BreakFailed); // out_of_memory()
        return false;
    }

    /// <summary>Breaks every table above pages <paramref name="start"/> to <paramref name="end"/> - 1, and goes on after a failure. Returns the number of failures.</summary>
    public static async KernelPath<int> BreakCowPteRange(Cpu cpu, Mm mm, int start, int end)
    {
        var failures = 0;
        for (var va = start; va < end; va = Math.Min(end, (va / mm.PtesPerTable * mm.PtesPerTable) + mm.PtesPerTable))
        {
            failures += await BreakCowPte(cpu, mm, va) ? 0 : 1;
        }

        return failures;
    }
}
