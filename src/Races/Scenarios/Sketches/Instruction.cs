using RaceSim.Scenarios.Sketches.Expressions;

namespace RaceSim.Scenarios.Sketches;

/// <summary>One instruction of a compiled thread.</summary>
/// <remarks>Plain data with public fields: the interpreter reads it in place.</remarks>
internal struct Instruction
{
    /// <summary>What it does.</summary>
    public InstructionKind Kind;

    /// <summary>The slot that takes the result.</summary>
    public int Target;

    /// <summary>The cell, the lock, the number of values to choose from, or where to go on.</summary>
    public int Place;

    /// <summary>The slot that holds the value; -1 if <see cref="Value"/> has to be evaluated.</summary>
    public int Source;

    /// <summary>The line of the statement, or 0 for none.</summary>
    public int Line;

    /// <summary>The value, where it is more than a slot.</summary>
    public Expression? Value;

    /// <summary>The expected value of a compare-exchange.</summary>
    public Expression? Expected;
}
