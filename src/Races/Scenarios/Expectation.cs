namespace RaceSim.Scenarios;

/// <summary>What a scenario file says of one build.</summary>
/// <param name="Build">The build; of a sketch the memory model, or null if its file speaks of one alone.</param>
/// <param name="Violates">The invariants that must be found broken, each with a trace of its own; empty if none may be.</param>
/// <param name="Observes">The events that some schedule must reach although no invariant breaks (a lost fold, an extra copy).</param>
/// <param name="Stated">Where the verdict comes from: <see cref="BySource"/> or <see cref="ByRaceSim"/>.</param>
/// <param name="Note">One sentence on why; empty if the file has none.</param>
public sealed record Expectation(
    string? Build,
    IReadOnlyList<string> Violates,
    IReadOnlyList<string> Observes,
    string Stated,
    string Note)
{
    /// <summary>The source of the row says so: a mail or patch of the thread, the commit that fixed it, a CVE.</summary>
    public const string BySource = "thread";

    /// <summary>Found here: the source does not say, or asks.</summary>
    public const string ByRaceSim = "racesim";

    /// <summary>How <see cref="Differs"/> begins where not the source but our own earlier reading of it expected another verdict.</summary>
    public const string OurReading = "our reading:";

    /// <summary>What the source, or our own earlier reading of it, says otherwise; empty if nobody does.</summary>
    public string Differs { get; init; } = string.Empty;

    /// <summary>The events that no schedule may reach, while no invariant breaks: what another build loses and this one does not.</summary>
    public IReadOnlyList<string> Avoids { get; init; } = [];

    /// <summary>When not empty, only these invariants are said to hold (others may break by the design that is modelled).</summary>
    public IReadOnlyList<string> Holds { get; init; } = [];

    /// <summary>The one-based line of the file that states it; 0 when unknown.</summary>
    public int Line { get; init; }

    /// <summary>The claim it settles, where that is not the scenario's; otherwise empty.</summary>
    public string Claim { get; init; } = string.Empty;

    /// <summary>The comment that states it, where that is not the scenario's; otherwise empty.</summary>
    public string Source { get; init; } = string.Empty;
}
