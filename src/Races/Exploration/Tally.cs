using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>The running sums of an exploration or of one chunk of it. Allocates only when something is found.</summary>
internal struct Tally
{
    public long Schedules;
    public long Steps;
    public long StepBoundHits;
    public int Longest;
    public UInt128 Events;
    public List<Sighting>? Sightings;

    /// <summary>Counts one execution; true if it broke a check or deadlocked.</summary>
    public bool Add(long index, Execution execution, IProgram program)
    {
        Schedules++;
        Steps += execution.Steps;
        Longest = Math.Max(Longest, execution.Steps);
        Events |= program.Events;
        switch (execution.End)
        {
            case ExecutionEnd.Completed:
                return false;
            case ExecutionEnd.StepBoundHit:
                StepBoundHits++;
                return false;
            default:
                var violation = execution.End == ExecutionEnd.Deadlocked ? Deadlock.Describe(program) : program.Violation;
                Note(new Sighting(index, violation!));
                return true;
        }
    }

    /// <summary>Adds the executions that follow those counted here.</summary>
    public void Append(in Tally next)
    {
        Schedules += next.Schedules;
        Steps += next.Steps;
        StepBoundHits += next.StepBoundHits;
        Longest = Math.Max(Longest, next.Longest);
        Events |= next.Events;
        for (var i = 0; i < next.Sightings?.Count; i++)
            Note(next.Sightings[i]);
    }

    private void Note(Sighting sighting)
    {
        Sightings ??= [];
        for (var i = 0; i < Sightings.Count; i++)
        {
            if (Sightings[i].Violation.Invariant == sighting.Violation.Invariant)
                return;
        }

        Sightings.Add(sighting);
    }
}
