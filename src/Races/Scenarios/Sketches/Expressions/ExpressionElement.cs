namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>One element of a postfix expression.</summary>
/// <param name="Operator">What it does.</param>
/// <param name="Argument">A slot's number, or where to go on.</param>
internal readonly record struct ExpressionElement(ExpressionOperator Operator, int Argument = 0);
