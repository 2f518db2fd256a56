namespace RaceSim.Kernel.Cpus;

/// <summary>The atomic read-modify-writes.</summary>
public enum RmwKind : byte
{
    /// <summary>Adds the operand; returns the old value.</summary>
    Add,

    /// <summary>Stores the operand; returns the old value.</summary>
    Exchange,

    /// <summary>Stores the operand if the old value equals the expected one; returns the old value.</summary>
    CompareExchange,

    /// <summary>Clears the bits of the operand; returns the old value.</summary>
    AndNot,

    /// <summary>Sets the bits of the operand; returns the old value.</summary>
    Or,

    /// <summary>Adds the operand unless the old value is zero (<c>get_page_unless_zero</c>); returns the old value.</summary>
    AddUnlessZero,

    /// <summary>Adds the operand unless the old value is one (<c>page_ref_add_unless(page, -1, 1)</c>); returns the old value.</summary>
    AddUnlessOne,
}
