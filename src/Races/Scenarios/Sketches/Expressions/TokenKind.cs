namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>The kinds of word in a statement.</summary>
internal enum TokenKind : byte
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>An integer without a sign.</summary>
    Number,

    /// <summary>A name, or a thread's name and a register's joined by a dot.</summary>
    Name,

    /// <summary>An operator of an expression.</summary>
    Operator,

    /// <summary><c>(</c>, <c>)</c>, <c>,</c> or a single <c>=</c>.</summary>
    Mark,
}
