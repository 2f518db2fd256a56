namespace RaceSim.Exploration.Dpor;

/// <summary>Two dependent steps of different actors with nothing ordered between them: the later one could have come first.</summary>
/// <param name="Earlier">Index of the earlier event.</param>
/// <param name="Later">Index of the later event.</param>
internal readonly record struct Race(int Earlier, int Later);
