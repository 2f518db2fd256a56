using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Searching;

/// <summary>A broken check and a schedule that shows it.</summary>
/// <param name="Violation">Which check, and what was seen.</param>
/// <param name="Schedule">The decisions up to and with the step that broke it.</param>
internal sealed record FoundSchedule(Violation Violation, Schedule Schedule)
{
    /// <summary>Which of two schedules that show the same is kept: the shorter one, else the lower by its decisions. So it does not matter who looked first.</summary>
    public static int Compare(Schedule a, Schedule b)
    {
        var order = a.Count.CompareTo(b.Count);
        for (var i = 0; order == 0 && i < a.Count; i++)
        {
            order = a[i].Actor.CompareTo(b[i].Actor);
            order = order != 0 ? order : a[i].Value.CompareTo(b[i].Value);
        }

        return order;
    }
}
