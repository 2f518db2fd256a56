namespace RaceSim.Kernel.Cpus;

/// <summary>The error for an <c>await</c> that mixes kernel paths with other coroutines: a mistake in a model, not in a scenario.</summary>
internal static class PathMisuse
{
    public static InvalidOperationException Foreign() =>
        new("A kernel path may await only steps of a CPU and other kernel paths, and only a kernel path may await those.");
}
