namespace RaceSim.Kernel.Memory;

/// <summary>
/// A PMD entry as one 64-bit value: none, or the number of a page table with a write permission that gates the permissions of all its entries (x86 and arm64 have one at
/// this level; only page tables shared for copy-on-write clear it). Changes give a new value.
/// </summary>
/// <param name="Bits">The encoded entry; 0 is none.</param>
public readonly record struct Pmd(long Bits)
{
    private const long ReadOnlyBit = 1L << 32;

    /// <summary>No entry.</summary>
    public static Pmd None => default;

    /// <summary>Whether nothing is there (<c>pmd_none</c>).</summary>
    public bool IsNone => Bits == 0;

    /// <summary>Whether it lets the entries below it be writable (<c>pmd_write</c>).</summary>
    public bool IsWritable => Bits != 0 && (Bits & ReadOnlyBit) == 0;

    /// <summary>Whether it points to a table and forbids stores: the table is, or was, shared.</summary>
    public bool IsReadOnly => (Bits & ReadOnlyBit) != 0;

    /// <summary>The number of the table; 0 if there is none.</summary>
    public int Table => (int)(uint)Bits;

    /// <summary>An entry that points to a table, writable (<c>pmd_populate</c>).</summary>
    public static Pmd Of(int table) => new((uint)table);

    /// <summary>Without write permission (<c>pmd_wrprotect</c>).</summary>
    public Pmd WriteProtect() => new(Bits | ReadOnlyBit);

    /// <summary>With write permission (<c>pmd_mkwrite</c>).</summary>
    public Pmd MakeWritable() => new(Bits & ~ReadOnlyBit);

    /// <summary>As a reader sees it: <c>table 3 RO</c>.</summary>
    public override string ToString() => IsNone ? "none" : $"table {Table}{(IsReadOnly ? " RO" : string.Empty)}";
}
