using RaceSim.Tests.Golden;

namespace RaceSim.Tests.Architecture;

/// <summary>The files of the repository, as they would be committed.</summary>
internal static class Sources
{
    private static readonly string[] Built = ["bin", "obj", ".git", ".vs", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules"];

    /// <summary>All files, by path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Repository.Root)).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>The C# files below a folder.</summary>
    public static IEnumerable<string> CSharp(string folder) =>
        Files.Where(f => f.StartsWith(folder, StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>A file's text.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    /// <summary>A file's lines.</summary>
    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Repository.Root, path));

    private static string Relative(FileInfo file) => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/');

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(e => !Built.Contains(e.Name)))
        {
            if (entry is FileInfo file)
            {
                yield return file;
            }
            else if (entry is DirectoryInfo below && below.LinkTarget is null)
            {
                foreach (var inner in Walk(below))
                {
                    yield return inner;
                }
            }
        }
    }
}
