namespace RaceSim.Exploration.Minimisation;

/// <summary>
/// Tries variants of a schedule that are likely to be shorter: joins two blocks of an actor, leaves a block out, takes steps off its end. A block is
/// what an actor does without a switch. Repeats until nothing helps or the budget ends.
/// </summary>
/// <remarks>
/// After Jalbert and Sen, "A trace simplification technique for effective debugging of multithreaded programs", FSE 2010. Guarantee: none but that the
/// result is not longer than what was given.
/// </remarks>
internal sealed class Simplifier(Trial trial, long budget)
{
    private readonly Schedule _variant = new();
    private readonly List<(int Start, int End)> _blocks = [];

    /// <summary>Replaces the schedule by shorter ones as long as there are any.</summary>
    public void Improve(ref Schedule schedule, ref Cost cost)
    {
        var isBetter = true;
        while (isBetter && IsBudgetLeft)
        {
            isBetter = Pass(ref schedule, ref cost, Join) | Pass(ref schedule, ref cost, LeaveOut);
            for (var part = 1; part <= 8 && IsBudgetLeft; part *= 2)
            {
                var share = part;
                isBetter |= Pass(ref schedule, ref cost, (from, block) => Shorten(from, block, share));
            }
        }
    }

    private bool IsBudgetLeft => trial.Executions < budget;

    private bool Pass(ref Schedule schedule, ref Cost cost, Func<Schedule, int, bool> vary)
    {
        var isBetter = false;
        Split(schedule);
        for (var block = 0; block < _blocks.Count && IsBudgetLeft; block++)
        {
            _variant.Clear();
            if (!vary(schedule, block) || !trial.TryRun(_variant, schedule.Count * 2) || !(trial.Cost < cost))
                continue;

            schedule = trial.Schedule.Clone();
            cost = trial.Cost;
            isBetter = true;
            Split(schedule);
            block--;
        }

        return isBetter;
    }

    private void Split(Schedule schedule)
    {
        _blocks.Clear();
        for (var i = 0; i < schedule.Count;)
        {
            var start = i;
            while (i < schedule.Count && schedule[i].Actor == schedule[start].Actor)
                i++;
            _blocks.Add((start, i));
        }
    }

    // The actor's next block follows at once.
    private bool Join(Schedule schedule, int block)
    {
        var actor = schedule[_blocks[block].Start].Actor;
        var next = block + 1;
        while (next < _blocks.Count && schedule[_blocks[next].Start].Actor != actor)
            next++;
        if (next >= _blocks.Count)
            return false;

        Copy(schedule, 0, _blocks[block].End);
        Copy(schedule, _blocks[next].Start, _blocks[next].End);
        Copy(schedule, _blocks[block].End, _blocks[next].Start);
        Copy(schedule, _blocks[next].End, schedule.Count);
        return true;
    }

    private bool LeaveOut(Schedule schedule, int block)
    {
        Copy(schedule, 0, _blocks[block].Start);
        Copy(schedule, _blocks[block].End, schedule.Count);
        return _blocks.Count > 1;
    }

    // Without the last half, quarter, eighth, or the last step alone.
    private bool Shorten(Schedule schedule, int block, int share)
    {
        var (start, end) = _blocks[block];
        var fewer = share == 8 ? 1 : (end - start) / (share * 2);
        if (fewer == 0 || end - start < 2)
            return false;
        Copy(schedule, 0, end - fewer);
        Copy(schedule, end, schedule.Count);
        return true;
    }

    private void Copy(Schedule schedule, int from, int to)
    {
        for (var i = from; i < to; i++)
            _variant.Add(schedule[i].Actor, schedule[i].Value);
    }
}
