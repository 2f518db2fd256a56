using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths;

/// <summary>The counters of resident pages (mm/memory.c, <c>add_mm_rss_vec</c>).</summary>
internal static class RssPaths
{
    /// <summary>Adds what was counted (<paramref name="sign"/> 1) or takes it away (-1), one counter a step.</summary>
    public static async KernelPath AddMmRssVec(Cpu cpu, Mm mm, RssVec rss, int sign)
    {
        for (var kind = RssKind.Anon; kind <= RssKind.Shmem; kind++)
        {
            if (rss.Of(kind) != 0)
            {
                await cpu.Add(mm.Rss(kind), sign * rss.Of(kind));
            }
        }
    }
}
