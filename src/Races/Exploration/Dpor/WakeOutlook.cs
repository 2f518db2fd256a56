using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>What may still happen to steps that sleep, judged by what actors have been seen to touch (<see cref="FutureAccesses"/>).</summary>
internal sealed class WakeOutlook(FutureAccesses future, int actors)
{
    private readonly int[] _taken = new int[actors];

    /// <summary>Begins an execution.</summary>
    public void Begin() => Array.Clear(_taken);

    /// <summary>Counts a step of an actor; the number of its steps with this one.</summary>
    public int Take(int actor) => ++_taken[actor];

    /// <summary>Lets an entry sleep on after a step, unless the step wakes it.</summary>
    public static void KeepAsleep(in SleepEntry entry, in SleepEntry step, List<SleepEntry> after)
    {
        if (entry.Actor != step.Actor && !Dependence.AreDependent(entry.Operation, step.Operation))
            after.Add(entry);
    }

    /// <summary>Whether every actor that sleeps once <paramref name="moving"/> has moved may be woken, by one that is awake or may be woken itself.</summary>
    public bool CanAllWake(List<SleepEntry> sleep, int moving)
    {
        var asleep = 0UL;
        foreach (var entry in sleep)
        {
            if (sleep.Count(s => s.Actor == entry.Actor) == Math.Max(1, entry.Operation.Arity))
                asleep |= 1UL << entry.Actor;
        }

        for (var woken = true; woken && asleep != 0;)
        {
            woken = false;
            foreach (var entry in sleep)
            {
                if (ActorSet.Contains(asleep, entry.Actor) && CanBeWoken(entry, asleep, moving))
                {
                    asleep &= ~(1UL << entry.Actor);
                    woken = true;
                }
            }
        }

        return asleep == 0;
    }

    private bool CanBeWoken(in SleepEntry entry, ulong asleep, int moving)
    {
        for (var actor = 0; actor < _taken.Length; actor++)
        {
            var taken = _taken[actor] + (actor == moving ? 1 : 0);
            if (actor != entry.Actor && !ActorSet.Contains(asleep, actor) && future.MayConflict(entry.Operation, actor, taken))
                return true;
        }

        return false;
    }

    /// <summary>Whether nobody else may ever conflict with a step. A choice is not free: its values are branches.</summary>
    public bool IsFree(in SleepEntry entry)
    {
        if (entry.Operation.Arity > 1)
            return false;
        for (var actor = 0; actor < _taken.Length; actor++)
        {
            if (actor != entry.Actor && future.MayConflict(entry.Operation, actor, _taken[actor]))
                return false;
        }

        return true;
    }
}
