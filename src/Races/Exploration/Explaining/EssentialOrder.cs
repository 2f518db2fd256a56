using RaceSim.Steps;

namespace RaceSim.Exploration.Explaining;

/// <summary>
/// Finds the pairs of accesses whose order a violation needs: for each pair that could have come the other way round, the run is repeated with the two
/// reversed and everything else as it was, as far as that is possible.
/// </summary>
/// <remarks>
/// The reversal is that of Flanagan and Godefroid, "Dynamic partial-order reduction for model checking software", POPL 2005: what does not depend on the first
/// step, then the second, then the first, then the rest. The idea to explain a failure by such flips is that of causality analysis (Jeong et al., "Diagnosing
/// kernel concurrency failures with AITIA", EuroSys 2023). One continuation is run for each pair, not all.
/// </remarks>
public static class EssentialOrder
{
    /// <summary>Tests the pairs of a run.</summary>
    /// <param name="program">The program.</param>
    /// <param name="log">The run.</param>
    /// <param name="goal">The violation.</param>
    /// <param name="budget">The most executions, at least 1.</param>
    /// <param name="stepBound">The most steps of one execution.</param>
    public static EssentialPairs Find(IProgram program, RunLog log, Goal goal, int budget, int stepBound)
    {
        var essential = new List<EssentialPair>();
        var tested = 0;
        var skipped = 0;
        foreach (var (first, second) in Candidates(log))
        {
            if (essential.Exists(known => IsWeaker(log, known, first, second)))
                continue;
            if (tested == budget)
            {
                skipped++;
                continue;
            }

            tested++;
            if (Vanishes(program, log, goal, first, second, stepBound, out var instead))
                essential.Add(new EssentialPair(first, second, instead));
        }

        essential.Sort(static (a, b) => (a.First, a.Second).CompareTo((b.First, b.Second)));
        return new EssentialPairs(essential, tested, skipped);
    }

    // The pairs nearest to the goal first, and of those with one first step the shortest: the least change comes before the greater ones that contain it.
    private static IEnumerable<(int First, int Second)> Candidates(RunLog log) =>
        log.Reversible.Where(p => p.First < log.GoalStep).OrderByDescending(p => p.First).ThenBy(p => p.Second);

    // Whether a known pair asks for less: its reversal is part of the other's.
    private static bool IsWeaker(RunLog log, EssentialPair known, int first, int second) =>
        first <= known.First && second >= known.Second
        && log.Schedule[first].Actor == log.Schedule[known.First].Actor
        && log.Schedule[second].Actor == log.Schedule[known.Second].Actor;

    private static bool Vanishes(IProgram program, RunLog log, Goal goal, int first, int second, int stepBound, out Schedule instead)
    {
        var guided = new Guided(Reversed(log, first, second));
        var counts = new int[program.ActorCount];
        var (one, other) = (log.Schedule[first].Actor, log.Schedule[second].Actor);
        instead = new Schedule();
        program.Reset();
        guided.Begin(program);
        var isReversed = false;
        while (program.Enabled != 0 && instead.Count < stepBound)
        {
            var actor = guided.NextActor(program);
            var arity = program.Next(actor).Arity;
            var value = arity > 1 ? guided.NextValue(arity) : 0;
            instead.Add(actor, value);
            program.Step(actor, value);
            counts[actor]++;
            isReversed |= counts[other] > log.Ordinal(second) && counts[one] <= log.Ordinal(first);
            if (goal.IsMet(program) || (!isReversed && counts[one] > log.Ordinal(first)))
                return false;
        }

        return isReversed && program.Unfinished == 0;
    }

    private static Schedule Reversed(RunLog log, int first, int second)
    {
        var wish = new Schedule();
        var later = new List<Decision> { log.Schedule[first] };
        for (var i = 0; i < log.Schedule.Count; i++)
        {
            var decision = log.Schedule[i];
            if (i < first || (i > first && i < second && !log.HappensBefore(first, i)) || i == second)
                wish.Add(decision.Actor, decision.Value);
            else if (i > first && i < second)
                later.Add(decision);
            if (i == second)
                later.ForEach(d => wish.Add(d.Actor, d.Value));
            if (i > second)
                wish.Add(decision.Actor, decision.Value);
        }

        return wish;
    }
}
