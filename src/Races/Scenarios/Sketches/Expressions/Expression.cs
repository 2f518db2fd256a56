using System.Runtime.CompilerServices;

namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>
/// An expression over slots, ready to be evaluated without allocating. Constants are slots too, so that the common shapes, one slot and
/// two slots with an operator, need neither stack nor loop.
/// </summary>
internal sealed class Expression
{
    private readonly ExpressionElement[] _elements;
    private readonly ExpressionOperator _operator;
    private readonly int _left;
    private readonly int _right;
    private readonly bool _isPair;

    /// <summary>Creates the expression from its postfix form.</summary>
    public Expression(string text, ExpressionElement[] elements, int depth)
    {
        Text = text;
        Depth = depth;
        _elements = elements;
        SingleSlot = elements.Length == 1 ? elements[0].Argument : -1;
        _isPair = elements.Length == 3
            && elements[0].Operator == ExpressionOperator.Slot
            && elements[1].Operator == ExpressionOperator.Slot
            && elements[2].Operator is not (ExpressionOperator.Divide or ExpressionOperator.Remainder);
        if (_isPair)
        {
            (_left, _right, _operator) = (elements[0].Argument, elements[1].Argument, elements[2].Operator);
        }
    }

    /// <summary>How it is written.</summary>
    public string Text { get; }

    /// <summary>The number of values its evaluation needs on the stack.</summary>
    public int Depth { get; }

    /// <summary>The slot, if the expression is nothing else; -1 otherwise.</summary>
    public int SingleSlot { get; }

    /// <summary>The value over the present slots.</summary>
    /// <param name="slots">The values of registers, cells and constants.</param>
    /// <param name="stack">Room for <see cref="Depth"/> values.</param>
    /// <param name="dividedByZero">Set if a division by zero was met (its result counts as 0); never cleared.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Evaluate(long[] slots, long[] stack, ref bool dividedByZero) =>
        _isPair ? Apply(_operator, slots[_left], slots[_right], ref dividedByZero) : EvaluateAny(slots, stack, ref dividedByZero);

    private long EvaluateAny(long[] slots, long[] stack, ref bool dividedByZero)
    {
        var top = -1;
        for (var i = 0; i < _elements.Length; i++)
        {
            var element = _elements[i];
            switch (element.Operator)
            {
                case ExpressionOperator.Slot:
                    stack[++top] = slots[element.Argument];
                    break;
                case ExpressionOperator.Negate:
                    stack[top] = -stack[top];
                    break;
                case ExpressionOperator.Not:
                    stack[top] = stack[top] == 0 ? 1 : 0;
                    break;
                case ExpressionOperator.Truth:
                    stack[top] = stack[top] != 0 ? 1 : 0;
                    break;
                case ExpressionOperator.AndThen when stack[top] == 0:
                    i = element.Argument - 1;
                    break;
                case ExpressionOperator.OrElse when stack[top] != 0:
                    stack[top] = 1;
                    i = element.Argument - 1;
                    break;
                case ExpressionOperator.AndThen or ExpressionOperator.OrElse:
                    top--;
                    break;
                default:
                    top--;
                    stack[top] = Apply(element.Operator, stack[top], stack[top + 1], ref dividedByZero);
                    break;
            }
        }

        return stack[0];
    }

    private static long Apply(ExpressionOperator op, long left, long right, ref bool dividedByZero)
    {
        switch (op)
        {
            case ExpressionOperator.Add: return left + right;
            case ExpressionOperator.Subtract: return left - right;
            case ExpressionOperator.Multiply: return left * right;
            case ExpressionOperator.Equal: return left == right ? 1 : 0;
            case ExpressionOperator.NotEqual: return left != right ? 1 : 0;
            case ExpressionOperator.Less: return left < right ? 1 : 0;
            case ExpressionOperator.LessOrEqual: return left <= right ? 1 : 0;
            case ExpressionOperator.Greater: return left > right ? 1 : 0;
            case ExpressionOperator.GreaterOrEqual: return left >= right ? 1 : 0;
        }

        if (right == 0)
        {
            dividedByZero = true;
            return 0;
        }

        // The one quotient that does not fit; the processor would trap.
        if (right == -1)
        {
            return op == ExpressionOperator.Divide ? unchecked(-left) : 0;
        }

        return op == ExpressionOperator.Divide ? left / right : left % right;
    }
}
