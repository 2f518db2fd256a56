namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>What one element of a postfix expression does.</summary>
internal enum ExpressionOperator : byte
{
    /// <summary>Pushes a slot: a register, a cell's value, or a constant.</summary>
    Slot,

    /// <summary>Replaces the top by its negation.</summary>
    Negate,

    /// <summary>Replaces the top by 1 if it is 0, else by 0.</summary>
    Not,

    /// <summary>Replaces the top by 0 if it is 0, else by 1.</summary>
    Truth,

    /// <summary>If the top is 0, goes to the element in the argument; else drops it.</summary>
    AndThen,

    /// <summary>If the top is not 0, makes it 1 and goes to the element in the argument; else drops it.</summary>
    OrElse,

    /// <summary>Addition.</summary>
    Add,

    /// <summary>Subtraction.</summary>
    Subtract,

    /// <summary>Multiplication.</summary>
    Multiply,

    /// <summary>Division that rounds towards zero.</summary>
    Divide,

    /// <summary>The remainder, with the sign of the dividend.</summary>
    Remainder,

    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,
}
