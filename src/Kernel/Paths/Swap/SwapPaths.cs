using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths.Swap;

/// <summary>Counting of swap slots (mm/swapfile.c, v6.16): a count grows into continuation pages, which an atomic allocation may fail to get.</summary>
internal static class SwapPaths
{
    /// <summary><c>swap_duplicate</c>: one more reference. False: the count is full and an atomic allocation failed; nothing has changed.</summary>
    public static async KernelPath<bool> SwapDuplicate(Cpu cpu, int slot)
    {
        while (!await SwapDuplicateOnce(cpu, slot))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.SwapContinuation);
            if (!await AddSwapCountContinuation(cpu, slot, mayHavePage: await AllocAtomic(cpu)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The same with a sleeping allocation, for a caller that has dropped its spinlocks. False: out of memory.
    /// </summary>
    public static async KernelPath<bool> AddSwapCountContinuationSleeping(Cpu cpu, int slot)
    {
        await cpu.Take(SleepEffect.Instance, OperationKind.Allocate);
        var hasPage = !cpu.Kernel.Options.SleepingAllocationMayFail || await cpu.Choose(2, "the sleeping allocation fails") == 0;
        return await AddSwapCountContinuation(cpu, slot, hasPage);
    }

    /// <summary><c>swap_free</c> of consecutive slots.</summary>
    public static async KernelPath SwapFree(Cpu cpu, int slot, int count)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        for (var i = slot; i < slot + count; i++)
        {
            var entry = await cpu.Load(swap.Counts.At(i));
            var cached = entry & SwapMap.HasCache;
            var digit = entry & ~SwapMap.HasCache;
            if (digit == SwapMap.Continued)
            {
                digit = swap.Max + (await Decrement(cpu, swap, i) ? SwapMap.Continued : 0);
            }
            else if (digit == 0)
            {
                cached = 0;
                digit = -1; // Freed once too often: the kernel's WARN; I18 tells.
            }
            else
            {
                digit--;
            }

            await cpu.Store(swap.Counts.At(i), digit | cached);
        }

        await cpu.Unlock(swap.Lock);
    }

    /// <summary><c>__swap_duplicate</c>: false if the count is full and there is no room for a carry.</summary>
    private static async KernelPath<bool> SwapDuplicateOnce(Cpu cpu, int slot)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        var entry = await cpu.Load(swap.Counts.At(slot));
        var cached = entry & SwapMap.HasCache;
        var digit = entry & ~SwapMap.HasCache;
        var succeeds = true;
        if (entry <= 0)
        {
            // A free slot: the caller's entry is corrupt, which is tolerated (-ENOENT).
        }
        else if ((digit & ~SwapMap.Continued) < swap.Max)
        {
            await cpu.Store(swap.Counts.At(slot), entry + 1);
        }
        else if (await Increment(cpu, swap, slot, digit))
        {
            await cpu.Store(swap.Counts.At(slot), SwapMap.Continued | cached);
        }
        else
        {
            succeeds = false;
        }

        await cpu.Unlock(swap.Lock);
        return succeeds;
    }

    /// <summary><c>add_swap_count_continuation</c> after its allocation: links the page unless the count has sunk or there is room already. False: needed a page and has none.</summary>
    private static async KernelPath<bool> AddSwapCountContinuation(Cpu cpu, int slot, bool mayHavePage)
    {
        var swap = cpu.Kernel.Swap!;
        await cpu.Lock(swap.Lock);
        var count = await cpu.Load(swap.Counts.At(slot)) & ~SwapMap.HasCache;
        if ((count & ~SwapMap.Continued) != swap.Max)
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ContinuationUnneeded);
            await cpu.Unlock(swap.Lock);
            return true;
        }

        if (!mayHavePage)
        {
            await cpu.Unlock(swap.Lock);
            return false;
        }

        await cpu.Lock(swap.ContinuationLock);
        var pages = (int)await cpu.Load(swap.ContinuationPages);
        if (await HasRoom(cpu, swap, slot, count, pages))
        {
            cpu.Machine.Reach(cpu.Kernel.Events.ContinuationUnneeded);
        }
        else if (pages == SwapMap.MostContinuationPages)
        {
            throw new ModelException($"swap slot {slot} needs more than {SwapMap.MostContinuationPages} continuation pages; start from a smaller count");
        }
        else
        {
            await cpu.Store(swap.ContinuationPages, pages + 1);
        }

        await cpu.Unlock(swap.ContinuationLock);
        await cpu.Unlock(swap.Lock);
        return true;
    }

    /// <summary>Whether a page on the list already has room for the carry of a full count.</summary>
    private static async KernelPath<bool> HasRoom(Cpu cpu, SwapMap swap, int slot, long count, int pages)
    {
        for (var page = 0; page < pages; page++)
        {
            if ((count & SwapMap.Continued) == 0)
            {
                return true; // The last digit said that nothing follows, and here is a page.
            }

            count = await cpu.Load(swap.Digit(page, slot));
            if ((count & ~SwapMap.Continued) != swap.ContinuationMax)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>swap_count_continued</c> for an increment: the carry, as from 99 to 100. False if no page has room for it.</summary>
    private static async KernelPath<bool> Increment(Cpu cpu, SwapMap swap, int slot, long count)
    {
        var pages = (int)await cpu.Load(swap.ContinuationPages);
        if (pages == 0)
        {
            return false;
        }

        await cpu.Lock(swap.ContinuationLock);
        var page = 0;
        long digit = 0;
        if (count != swap.Max)
        {
            digit = await cpu.Load(swap.Digit(page, slot));
            while (digit == swap.ContinuationMax + SwapMap.Continued)
            {
                digit = await cpu.Load(swap.Digit(++page, slot));
            }

            if (digit == swap.ContinuationMax)
            {
                digit = 0;
                page++;
            }
        }

        var fits = page < pages;
        for (var i = page; fits && i >= 0; i--)
        {
            await cpu.Store(swap.Digit(i, slot), i == page ? digit + 1 : SwapMap.Continued);
        }

        await cpu.Unlock(swap.ContinuationLock);
        return fits;
    }

    /// <summary><c>swap_count_continued</c> for a decrement: the borrow, as from 100 to 99. Whether higher digits are left.</summary>
    private static async KernelPath<bool> Decrement(Cpu cpu, SwapMap swap, int slot)
    {
        await cpu.Lock(swap.ContinuationLock);
        var page = 0;
        var digit = await cpu.Load(swap.Digit(page, slot));
        while (digit == SwapMap.Continued)
        {
            digit = await cpu.Load(swap.Digit(++page, slot));
        }

        await cpu.Store(swap.Digit(page, slot), digit - 1);
        var isContinued = digit - 1 != 0;
        for (var i = page - 1; i >= 0; i--)
        {
            await cpu.Store(swap.Digit(i, slot), swap.ContinuationMax + (isContinued ? SwapMap.Continued : 0));
            isContinued = true;
        }

        await cpu.Unlock(swap.ContinuationLock);
        return isContinued;
    }

    private static async KernelPath<bool> AllocAtomic(Cpu cpu)
    {
        if (!cpu.Kernel.Options.AtomicAllocationMayFail || await cpu.Choose(2, "the GFP_ATOMIC allocation succeeds") != 0)
        {
            return true;
        }

        cpu.Machine.Reach(cpu.Kernel.Events.AtomicAllocationFailed);
        return false;
    }
}
