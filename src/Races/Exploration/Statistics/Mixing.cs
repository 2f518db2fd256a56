namespace RaceSim.Exploration;

/// <summary>The finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): a bijection of 64 bits.</summary>
internal static class Mixing
{
    /// <summary>An odd constant that keeps what is mixed away from the fixed point 0.</summary>
    public const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>Mixes 64 bits.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
