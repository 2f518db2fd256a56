using System.Numerics;
using System.Runtime.CompilerServices;

namespace RaceSim.Exploration;

/// <summary>
/// The tool's own pseudo-random generator, xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018)
/// seeded through splitmix64: a seed means the same schedule on every machine and with every release of .NET.
/// </summary>
/// <remarks>A mutable struct so that a strategy holds it in place: keep it in a field that is not <c>readonly</c>, and do not copy it.
/// Changing anything here changes what every seed means, which is a line in the changelog.</remarks>
public struct Rng
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the stream of <paramref name="seed"/>; every value is a good seed.</summary>
    public Rng(ulong seed)
    {
        _s0 = Mix(seed += Gamma);
        _s1 = Mix(seed += Gamma);
        _s2 = Mix(seed += Gamma);
        _s3 = Mix(seed + Gamma);
    }

    /// <summary>
    /// The stream of one execution of a run. It depends on the two arguments only, so that execution number
    /// <paramref name="execution"/> of a seed is the same schedule on any number of workers and without the executions before it.
    /// </summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="execution">The execution's index in the run, from 0.</param>
    public static Rng ForExecution(ulong seed, long execution) =>
        new(Mix(Mix(seed + Gamma) + (Gamma * (ulong)execution)));

    /// <summary>64 uniform bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        var (s0, s1, s2, s3) = (_s0, _s1, _s2, _s3); // In registers: each would be read and written twice in memory.
        s2 ^= s0;
        s3 ^= s1;
        _s0 = s0 ^ s3;
        _s1 = s1 ^ s2;
        _s2 = s2 ^ (s1 << 17);
        _s3 = BitOperations.RotateLeft(s3, 45);
        return BitOperations.RotateLeft(s1 * 5, 7) * 9;
    }

    /// <summary>
    /// A uniform integer from 0 to <paramref name="bound"/> - 1, without bias: multiply and shift, with the few values rejected that
    /// would be over-represented (Lemire, "Fast random integer generation in an interval", 2019).
    /// </summary>
    /// <param name="bound">How many values there are, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int bound)
    {
        var product = (Next() >> 32) * (uint)bound;
        return (uint)product >= (uint)bound ? (int)(product >> 32) : Rejecting(product, (uint)bound);
    }

    private int Rejecting(ulong product, uint bound)
    {
        var threshold = (0u - bound) % bound;
        while ((uint)product < threshold)
            product = (Next() >> 32) * bound;
        return (int)(product >> 32);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
