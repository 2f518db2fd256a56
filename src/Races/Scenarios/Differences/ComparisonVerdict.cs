namespace RaceSim.Scenarios.Differences;

/// <summary>What the comparison of two builds says.</summary>
public enum ComparisonVerdict
{
    /// <summary>Over all schedules both have the same outcomes.</summary>
    Equal,

    /// <summary>One has an outcome that the other, whose space was exhausted, has not.</summary>
    Different,

    /// <summary>The budget ended or an execution was cut, and nothing is proved.</summary>
    Unknown,
}
