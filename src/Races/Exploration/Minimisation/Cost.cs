namespace RaceSim.Exploration.Minimisation;

/// <summary>How long a schedule is to a reader: compared from left to right.</summary>
/// <param name="Preemptions">Switches away from an actor that could have gone on.</param>
/// <param name="Steps">The steps up to the goal.</param>
/// <param name="Actors">The actors that take a step.</param>
/// <param name="Switches">Neighbouring steps by different actors.</param>
public readonly record struct Cost(int Preemptions, int Steps, int Actors, int Switches) : IComparable<Cost>
{
    /// <inheritdoc/>
    public int CompareTo(Cost other)
    {
        var order = Preemptions.CompareTo(other.Preemptions);
        order = order != 0 ? order : Steps.CompareTo(other.Steps);
        order = order != 0 ? order : Actors.CompareTo(other.Actors);
        return order != 0 ? order : Switches.CompareTo(other.Switches);
    }

    /// <summary>Whether the left one is shorter.</summary>
    public static bool operator <(Cost left, Cost right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is longer.</summary>
    public static bool operator >(Cost left, Cost right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not longer.</summary>
    public static bool operator <=(Cost left, Cost right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not shorter.</summary>
    public static bool operator >=(Cost left, Cost right) => left.CompareTo(right) >= 0;
}
