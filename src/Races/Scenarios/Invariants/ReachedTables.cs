using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Invariants;

/// <summary>The tables of the address spaces of a range of mms, as each sees them; walked without allocating, since checks walk them in every execution.</summary>
internal readonly struct ReachedTables(KernelInstance kernel, int firstMm, int mms)
{
    /// <summary>Begins the walk.</summary>
    public Walk GetEnumerator() => new(kernel, firstMm, firstMm + mms);

    /// <summary>A walk by ascending mm and page number.</summary>
    internal struct Walk(KernelInstance kernel, int mm, int end)
    {
        private int _mm = mm;
        private int _va;

        /// <summary>The table that the walk has come to.</summary>
        public PageTable Current { get; private set; } = null!;

        /// <summary>Goes to the next table; false if there is none.</summary>
        public bool MoveNext()
        {
            for (; _mm < end; _mm++, _va = 0)
            {
                var mm = kernel.Mms[_mm];
                while (_va < mm.Pages)
                {
                    var reached = mm.Reached(kernel.Cells, _va);
                    _va += mm.PtesPerTable;
                    if (reached is not null)
                    {
                        Current = reached;
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
