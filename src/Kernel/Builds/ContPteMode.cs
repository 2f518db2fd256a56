namespace RaceSim.Kernel.Builds;

/// <summary>Who knows of contiguous blocks.</summary>
public enum ContPteMode
{
    /// <summary>Nobody: the bit is never set.</summary>
    None,

    /// <summary>arm64's transparent contpte layer.</summary>
    Transparent,

    /// <summary>The core itself (OPPO); the entry helpers do not unfold.</summary>
    Explicit,
}
