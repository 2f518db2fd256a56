using RaceSim.Scenarios.Sketches.Expressions;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Sketches;

/// <summary>A statement as it is written; which of its parts are used depends on its kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Node">Where it stands.</param>
internal sealed record Statement(StatementKind Kind, YamlNode Node)
{
    /// <summary>The register that takes the result; null for none.</summary>
    public string? Register { get; init; }

    /// <summary>The number of the cell or the lock.</summary>
    public int Place { get; init; } = -1;

    /// <summary>The number of values to choose from, or of repetitions.</summary>
    public int Count { get; init; }

    /// <summary>The value stored or added, the new value of a compare-exchange, or the condition.</summary>
    public ParsedExpression? Value { get; init; }

    /// <summary>The old value of a compare-exchange.</summary>
    public ParsedExpression? Expected { get; init; }

    /// <summary>The statements of <c>then</c> or <c>do</c>.</summary>
    public IReadOnlyList<Statement> Body { get; init; } = [];

    /// <summary>The statements of <c>else</c>.</summary>
    public IReadOnlyList<Statement> Otherwise { get; init; } = [];
}
