namespace RaceSim.Scenarios;

/// <summary>An operation that a scenario's file gives a thread.</summary>
/// <param name="Actor">The thread's number.</param>
/// <param name="Index">Its place in the thread, from 0.</param>
/// <param name="Text">The file's words: <c>store 0 = 7</c>.</param>
public sealed record PlannedText(int Actor, int Index, string Text);
