using System.Text;

namespace RaceSim.Reports;

/// <summary>Rows of text in columns as wide as their widest entry.</summary>
internal sealed class TextTable(params bool[] rightAligned)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; a row of one entry is printed as it stands.</summary>
    public void Add(params string[] entries) => _rows.Add(entries);

    /// <summary>Prints the rows, without blanks at line ends.</summary>
    public void Render(StringBuilder text, string indent = "")
    {
        var widths = new int[rightAligned.Length];
        foreach (var row in _rows)
        {
            for (var i = 0; row.Length > 1 && i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        var line = new StringBuilder();
        foreach (var row in _rows)
        {
            line.Clear().Append(indent);
            for (var i = 0; i < row.Length; i++)
            {
                var width = row.Length == 1 ? 0 : widths[i];
                line.Append(rightAligned[i] ? row[i].PadLeft(width) : row[i].PadRight(width)).Append("  ");
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
    }
}
