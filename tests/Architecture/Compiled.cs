using Mono.Cecil;

namespace RaceSim.Tests.Architecture;

/// <summary>The compiled rooms, read without loading them.</summary>
internal static class Compiled
{
    /// <summary>The assembly of a room.</summary>
    public static AssemblyDefinition Read(string room)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        return AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"RaceSim.{room}.dll"), new ReaderParameters { AssemblyResolver = resolver });
    }

    /// <summary>All types of an assembly, nested ones too.</summary>
    public static IEnumerable<TypeDefinition> Types(AssemblyDefinition assembly) => assembly.MainModule.Types.SelectMany(WithNested);

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);
}
