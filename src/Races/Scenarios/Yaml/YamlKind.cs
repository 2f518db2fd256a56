namespace RaceSim.Scenarios.Yaml;

/// <summary>The three kinds of YAML value.</summary>
public enum YamlKind
{
    /// <summary>A text, a number, or nothing.</summary>
    Scalar,

    /// <summary>A list.</summary>
    List,

    /// <summary>Keys with values.</summary>
    Map,
}
