namespace RaceSim.Scenarios.Sketches;

/// <summary>A sketch as its file states it, compiled; immutable and shared by its instances.</summary>
/// <param name="Cells">The cells with their initial values.</param>
/// <param name="Locks">The locks' names.</param>
/// <param name="Threads">The threads.</param>
/// <param name="Always">What must hold after every step; null for nothing.</param>
/// <param name="Never">What must not hold at the end; null for nothing.</param>
/// <param name="Reaches">What must hold at the end of some schedule, by event name.</param>
internal sealed record SketchProgram(
    IReadOnlyList<KeyValuePair<string, long>> Cells,
    IReadOnlyList<string> Locks,
    IReadOnlyList<CompiledThread> Threads,
    Condition? Always,
    Condition? Never,
    IReadOnlyList<Condition> Reaches);
