namespace RaceSim.Scenarios.Sketches.Expressions;

/// <summary>A word of a statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">How it is written.</param>
/// <param name="Offset">Where it begins.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Offset)
{
    /// <summary>Whether it is this mark or operator.</summary>
    public bool Is(string text) => Kind is TokenKind.Mark or TokenKind.Operator && Text == text;

    /// <summary>The word for an error.</summary>
    public string Described => Kind == TokenKind.End ? "the end" : $"'{Yaml.YamlNode.Shortened(Text)}'";
}
