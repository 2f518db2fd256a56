namespace RaceSim.Tests.Sketches;

/// <summary>Short ways to write a sketch in a test.</summary>
internal static class SketchText
{
    /// <summary>A sketch with cells x, y, a lock l, and the statements of each thread separated by semicolons.</summary>
    public static string Of(string[] threads, string more = "")
    {
        var text = "scenario: t\nprogram:\n  cells: { x: 0, y: 0 }\n  locks: [ l ]\n  threads:\n";
        for (var i = 0; i < threads.Length; i++)
        {
            text += $"    P{i}:\n{string.Concat(threads[i].Split(';').Select(s => $"      - {s.Trim()}\n"))}";
        }

        return text + more;
    }

    /// <summary>The same with one thread.</summary>
    public static string Of(string thread, string more = "") => Of([thread], more);
}
