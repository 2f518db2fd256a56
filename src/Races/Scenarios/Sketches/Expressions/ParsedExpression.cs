using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>An expression whose names are not yet known: the argument of a <see cref="ExpressionOperator.Slot"/> is an index into <see cref="Leaves"/>.</summary>
/// <param name="Node">The scalar it stands in.</param>
/// <param name="Text">How it is written.</param>
/// <param name="Elements">The elements in postfix order.</param>
/// <param name="Leaves">Names and numbers.</param>
/// <param name="Depth">The largest number of values on the stack.</param>
internal sealed record ParsedExpression(
    YamlNode Node,
    string Text,
    IReadOnlyList<ExpressionElement> Elements,
    IReadOnlyList<ExpressionLeaf> Leaves,
    int Depth)
{
    /// <summary>The name, if the expression is nothing but a name (without parentheses).</summary>
    public string? SingleName => Elements.Count == 1 && Leaves[0].Name is { } name && name.Length == Text.Length ? name : null;

    /// <summary>Gives every leaf its slot.</summary>
    /// <param name="slotOf">Finds a leaf's slot, or throws that there is none.</param>
    public Expression Resolve(Func<ExpressionLeaf, int> slotOf)
    {
        var elements = new ExpressionElement[Elements.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            var element = Elements[i];
            elements[i] = element.Operator == ExpressionOperator.Slot
                ? element with { Argument = slotOf(Leaves[element.Argument]) }
                : element;
        }

        return new Expression(Text, elements, Depth);
    }
}
