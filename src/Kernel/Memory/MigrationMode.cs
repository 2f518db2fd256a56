namespace RaceSim.Kernel.Memory;

/// <summary>What a migration entry becomes again.</summary>
public enum MigrationMode : byte
{
    /// <summary>A read-only mapping.</summary>
    Readable,

    /// <summary>A read-only mapping of an exclusive page (5.19 and later).</summary>
    ReadableExclusive,

    /// <summary>A writable mapping.</summary>
    Writable,
}
