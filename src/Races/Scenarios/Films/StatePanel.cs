namespace RaceSim.Scenarios.Films;

/// <summary>A part of the machine's state that belongs together for a reader.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">Its name: <c>P page table</c>, <c>folio A</c>.</param>
/// <param name="Fields">Its values, in the order in which they are drawn.</param>
/// <param name="Block">For page tables and TLBs: how many entries make a contiguous block; otherwise 0.</param>
public sealed record StatePanel(StatePanelKind Kind, string Title, IReadOnlyList<StateField> Fields, int Block = 0);
