using System.Text;

namespace RaceSim.Exploration;

/// <summary>Decisions as text, in the form that the decisions have in a trace's line (<see cref="TraceLine"/>).</summary>
public static class DecisionText
{
    private const string End = ":";

    /// <summary>Writes decisions.</summary>
    public static string Format(IReadOnlyList<Decision> decisions)
    {
        var schedule = new Schedule();
        foreach (var (actor, value) in decisions)
            schedule.Add(actor, value);
        return Format(schedule);
    }

    /// <summary>Writes a schedule's decisions.</summary>
    public static string Format(Schedule schedule)
    {
        var text = new StringBuilder();
        TraceDecisions.Append(text, schedule);
        return text.ToString();
    }

    /// <summary>Reads decisions.</summary>
    /// <exception cref="TraceFormatException">The text is none.</exception>
    public static Decision[] Parse(string text) => ParseSchedule(text).Decisions.ToArray();

    /// <summary>Reads decisions as a schedule.</summary>
    /// <exception cref="TraceFormatException">The text is none.</exception>
    public static Schedule ParseSchedule(string text) => TraceDecisions.Parse(text + End, 0, text.Length);
}
