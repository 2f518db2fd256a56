namespace RaceSim.Exploration;

/// <summary>Why a replay could not follow its schedule.</summary>
public enum DivergenceReason : byte
{
    /// <summary>The recorded actor cannot move.</summary>
    ActorNotEnabled,

    /// <summary>The recorded value is not one that the step may choose.</summary>
    ValueOutOfRange,

    /// <summary>The state after the step is not the recorded one.</summary>
    FingerprintDiffers,

    /// <summary>The actor is about to do something else than was recorded.</summary>
    StepDiffers,

    /// <summary>The program ended with recorded decisions left.</summary>
    EndedEarly,

    /// <summary>The program goes on after the last recorded decision.</summary>
    EndedLate,
}
