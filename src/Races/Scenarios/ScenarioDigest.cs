using System.Security.Cryptography;
using System.Text;

namespace RaceSim.Scenarios;

/// <summary>Tells whether two scenario files say the same text, whatever the line endings.</summary>
public static class ScenarioDigest
{
    /// <summary>Sixteen hexadecimal digits over the text without a byte-order mark, carriage returns, blanks at line ends and empty lines at the end.</summary>
    public static string Of(string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd());
        var normal = string.Join('\n', lines).TrimEnd('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normal)).AsSpan(0, 8));
    }
}
