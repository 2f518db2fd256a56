namespace RaceSim.Kernel.Memory;

/// <summary><c>struct tlbflush_unmap_batch</c> (mm/rmap.c, v6.16): the address spaces in which a thread of the kernel has removed entries without a flush; each thread has one (<c>current->tlb_ubc</c>).</summary>
public sealed class UnmapBatch
{
    private readonly List<Mm> _pending = [];

    /// <summary>Whether a removed entry was dirty, so that a CPU may still store through a translation of it.</summary>
    public bool IsWritable { get; private set; }

    /// <summary>The address spaces to flush.</summary>
    public List<Mm> Pending => _pending;

    /// <summary>Notes an entry that was removed.</summary>
    public void Add(Mm mm, Pte old)
    {
        if (!_pending.Contains(mm))
        {
            _pending.Add(mm);
        }

        IsWritable |= old.IsDirty;
    }

    /// <summary>All flushes have been made.</summary>
    public void Clear()
    {
        _pending.Clear();
        IsWritable = false;
    }
}
