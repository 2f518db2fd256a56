using RaceSim.Scenarios;

namespace RaceSim.Reports;

/// <summary>Finds the rounds of a loop that one actor runs without interruption, so that a table may leave the middle ones out.</summary>
internal static class LoopFolding
{
    private const int LongestRound = 8;
    private const int FewestRounds = 4;

    /// <summary>
    /// The steps to leave out from step <paramref name="start"/> on: all rounds but the first and the last of a loop that begins there. The length of
    /// a round is <paramref name="round"/>; zero steps if no loop begins there.
    /// </summary>
    public static int Hidden(IReadOnlyList<ReplayStep> steps, int start, out int round)
    {
        for (round = 1; round <= LongestRound; round++)
        {
            var end = start + round;
            while (end < steps.Count && IsAlike(steps[end], steps[end - round]))
            {
                end++;
            }

            var rounds = (end - start) / round;
            if (rounds >= FewestRounds && IsPlain(steps, start, start + round))
            {
                return (rounds - 2) * round;
            }
        }

        return 0;
    }

    private static bool IsAlike(ReplayStep a, ReplayStep b) =>
        a.Actor == b.Actor && a.Label == b.Label && a.Kind == b.Kind && a.Held[a.Actor].SequenceEqual(b.Held[b.Actor]);

    // A round that takes or gives up a lock is what a reader looks for.
    private static bool IsPlain(IReadOnlyList<ReplayStep> steps, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (steps[i].Waits || (i > from && !steps[i].Held[steps[i].Actor].SequenceEqual(steps[i - 1].Held[steps[i].Actor])))
            {
                return false;
            }
        }

        return true;
    }
}
