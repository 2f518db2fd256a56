namespace RaceSim.Exploration.Explaining;

/// <summary>Two steps whose order the violation needs.</summary>
/// <param name="First">The step that came first, from 0.</param>
/// <param name="Second">The step that came later, from 0; it may be one after the violation, which came too late to prevent it.</param>
/// <param name="Reversed">A whole run in which they come the other way round, and the violation does not happen.</param>
public sealed record EssentialPair(int First, int Second, Schedule Reversed);
