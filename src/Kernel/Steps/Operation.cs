using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RaceSim.Steps;

/// <summary>
/// One atomic step as its actor announces it: everything the exploration needs to know before the step is performed. Up to three
/// cells and one lock; unused places hold <see cref="Nowhere"/>.
/// </summary>
/// <remarks>Plain data in a mutable struct: it is overwritten in place at every step and must not allocate.</remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Operation
{
    /// <summary>The id that stands for "no cell" and "no lock".</summary>
    public const int Nowhere = -1;

    /// <summary>The word for the step.</summary>
    public OperationKind Kind;

    /// <summary>The kernel's ordering word.</summary>
    public MemoryOrder Order;

    /// <summary>How <see cref="Cell"/> is touched.</summary>
    public AccessMode Mode;

    /// <summary>What happens to <see cref="Lock"/>.</summary>
    public LockAction LockAction;

    /// <summary>The number of values to choose from; 1 unless <see cref="Kind"/> is <see cref="OperationKind.Choose"/>.</summary>
    public int Arity;

    /// <summary>The first cell touched.</summary>
    public int Cell;

    /// <summary>The second cell touched.</summary>
    public int Cell2;

    /// <summary>The third cell touched.</summary>
    public int Cell3;

    /// <summary>The lock (or completion) touched.</summary>
    public int Lock;

    /// <summary>How <see cref="Cell2"/> is touched, if it is a cell.</summary>
    public AccessMode Mode2;

    /// <summary>How <see cref="Cell3"/> is touched, if it is a cell.</summary>
    public AccessMode Mode3;

    /// <summary>What a step in a store buffer is about: a cell, or the complement of a lock. Means nothing for another step.</summary>
    public int Subject;

    /// <summary>The state predicates (one bit each) that look at what this step writes; two steps with a common bit are dependent.</summary>
    public ulong Observers;

    /// <summary>The value stored, added or compared; meaning depends on <see cref="Kind"/>.</summary>
    public long Operand;

    /// <summary>The member that contains the call site: a kernel function in PascalCase, or a sketch's thread; unique.</summary>
    public string? Member;

    /// <summary>The call site's one-based line in the file that defines <see cref="Member"/>; 0 when unknown.</summary>
    public int Line;

    /// <summary>Where the step was written.</summary>
    public readonly SourceLabel Label => new(Member, Line);

    /// <summary>Resets the footprint to "touches nothing", for an announcement of <paramref name="kind"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Announce(OperationKind kind, MemoryOrder order)
    {
        // In the order of the fields, so that the compiler merges the stores. Modes 2 and 3 mean nothing without their cells.
        Kind = kind;
        Order = order;
        Mode = AccessMode.None;
        LockAction = LockAction.None;
        Arity = 1;
        Cell = Nowhere;
        Cell2 = Nowhere;
        Cell3 = Nowhere;
        Lock = Nowhere;
        Observers = 0;
        Operand = 0;
    }
}
