using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>What a schedule has to show: a broken check, a deadlock, or events that happen. Minimisation and explanation keep it while they change the schedule.</summary>
public sealed record Goal
{
    private Goal(string? violation, UInt128 events)
    {
        Violation = violation;
        Events = events;
    }

    /// <summary>The id of the check that breaks (<see cref="Deadlock.Id"/> for a deadlock); null if the goal is an event.</summary>
    public string? Violation { get; }

    /// <summary>The events that all happen, one bit each; 0 if the goal is a violation.</summary>
    public UInt128 Events { get; }

    /// <summary>The check with this id breaks, or the program deadlocks.</summary>
    public static Goal Breaks(string violation) => new(violation, 0);

    /// <summary>All these events happen.</summary>
    /// <param name="events">One bit each, at least one.</param>
    public static Goal Reaches(UInt128 events)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(events, UInt128.Zero);
        return new Goal(null, events);
    }

    /// <summary>Whether the execution so far shows it.</summary>
    public bool IsMet(IProgram program)
    {
        if (Violation is null)
            return (program.Events & Events) == Events;
        if (program.Enabled == 0 && program.Unfinished != 0 && Violation == Deadlock.Id)
            return true;
        if (program.Violation is null)
            return false;
        var broken = program.Violations;
        for (var i = 0; i < broken.Count; i++)
        {
            if (broken[i].Invariant == Violation)
                return true;
        }

        return false;
    }
}
