using RaceSim.Kernel.Builds;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>
/// How many entries a batch of v2 or v3 may look at: up to the end of the folio or of the VMA, whichever is first. The posted code computes with addresses
/// (<c>page_cont_mapped_vaddr</c>), which wrap around at the top of the address space; #23 proposes to count pages instead.
/// </summary>
public static class BatchLimit
{
    /// <summary>The number of entries from <paramref name="va"/> on, itself included. The sound builds give 1 to <paramref name="end"/> - va, and not more than the folio has left.</summary>
    /// <param name="build">Which of the computations.</param>
    /// <param name="va">The first page of the batch.</param>
    /// <param name="end">One past the last page of the range.</param>
    /// <param name="left">The folio's pages from the first one on.</param>
    /// <param name="addresses">The number of pages that an address can tell apart: it wraps around there.</param>
    public static int Of(KernelBuild build, int va, int end, int left, int addresses)
    {
        if (build.Has(Mutation.BoundByFolio))
        {
            return left;
        }

        if (build.PfnLimit)
        {
            return Math.Min(end - va, left);
        }

        var limit = Math.Min(PageContMappedVaddr(build, va, left, addresses), end);
        return limit >= va ? limit - va : limit - va + addresses; // Unsigned: what lies below the address is far above it.
    }

    /// <summary><c>page_cont_mapped_vaddr</c> for the folio's end: the address there, or the highest if it wraps.</summary>
    private static int PageContMappedVaddr(KernelBuild build, int va, int left, int addresses)
    {
        var vaddr = (va + left) % addresses;
        if (vaddr >= va || build.Has(Mutation.NoWrapTest))
        {
            return vaddr;
        }

        return build.Has(Mutation.WrapToZero) ? 0 : int.MaxValue;
    }
}
