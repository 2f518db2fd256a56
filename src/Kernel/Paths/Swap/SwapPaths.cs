using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Swap;

/// <summary>
/// Counting of swap slots (mm/swapfile.c, v6.16). One continuation page is modelled as room for one more carry: enough for the
/// lock drop that it forces on fork.
/// </summary>
internal static class SwapPaths
{
    /// <summary><c>swap_duplicate</c>: one more reference. False: the count is at its maximum and an atomic allocation failed.</summary>
    public static async KernelPath<bool> SwapDuplicate(Cpu cpu, int slot)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        var count = await cpu.Load(swap.Counts.At(slot));
        if (!IsFull(cpu, count) || await cpu.Load(swap.Continuations.At(slot)) != 0)
        {
            await cpu.Store(swap.Counts.At(slot), count + 1);
            await cpu.Unlock(swap.Lock);
            return true;
        }

        await cpu.Unlock(swap.Lock);
        cpu.Machine.Reach(cpu.Kernel.Events.SwapContinuation);
        if (cpu.Kernel.Options.AtomicAllocationMayFail)
        {
            return false; // The case that matters; success is the same as finding room.
        }

        await AddContinuation(cpu, slot);
        return await SwapDuplicate(cpu, slot);
    }

    /// <summary><c>add_swap_count_continuation(GFP_KERNEL)</c>, with the page-table locks dropped.</summary>
    public static async KernelPath AddSwapCountContinuation(Cpu cpu, int slot)
    {
        await cpu.Take(SleepEffect.Instance, OperationKind.Allocate);
        await AddContinuation(cpu, slot);
    }

    /// <summary><c>swap_free</c> of consecutive slots.</summary>
    public static async KernelPath SwapFree(Cpu cpu, int slot, int count)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        for (var i = 0; i < count; i++)
        {
            await cpu.Add(swap.Counts.At(slot + i), -1);
        }

        await cpu.Unlock(swap.Lock);
    }

    private static bool IsFull(Cpu cpu, long count) => count % (cpu.Kernel.Constants.SwapMapMax + 1) == cpu.Kernel.Constants.SwapMapMax;

    private static async KernelPath AddContinuation(Cpu cpu, int slot)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        var count = await cpu.Load(swap.Counts.At(slot));
        if (IsFull(cpu, count))
        {
            await cpu.Store(swap.Continuations.At(slot), 1); // Otherwise the count has sunk meanwhile, and nothing is needed.
        }

        await cpu.Unlock(swap.Lock);
    }
}
