using System.Reflection;
using RaceSim.Kernel.Cpus;

namespace RaceSim.Reports;

/// <summary>Where the source of a kernel path lies, from the repository's root. Folders follow namespaces and files follow types (a test holds the catalogue's steps to that).</summary>
public static class KernelSource
{
    private const string Root = "RaceSim.Kernel";
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The file of the method with this name; null if there is none.</summary>
    /// <param name="member">A kernel function in PascalCase, as steps are labelled.</param>
    public static string? FileOf(string? member)
    {
        foreach (var type in typeof(KernelPath).Assembly.GetTypes().Where(t => t.Namespace is not null && !t.IsNested))
        {
            if (type.GetMethods(Any).Any(m => m.Name == member && (m.ReturnType.Name.StartsWith(nameof(KernelPath), StringComparison.Ordinal))))
            {
                return $"src/Kernel{type.Namespace![Root.Length..].Replace('.', '/')}/{type.Name}.cs";
            }
        }

        return null;
    }
}
