namespace RaceSim.Steps;

/// <summary>How a step touches a cell. A step that reads and writes counts as a write.</summary>
public enum AccessMode : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Reads it; two reads commute.</summary>
    Read,

    /// <summary>Writes it, or reads and writes it.</summary>
    Write,
}
