using Mono.Cecil;
using Xunit;

namespace RaceSim.Tests.Architecture;

/// <summary>Below the command line there is no clock, environment, console, file, foreign randomness or mutable static (docs/decisions/0005).</summary>
public sealed class BannedSymbolTests
{
    private static readonly string[] BannedTypes =
    [
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.Environment", "System.Random", "System.Security.Cryptography.RandomNumberGenerator",
        "System.Console", "System.TimeProvider", "System.IO.File", "System.IO.Directory", "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.IO.FileStream",
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.Tasks.Task", "System.Threading.ThreadLocal`1",
        "System.Threading.AsyncLocal`1",
    ];

    private static readonly string[] BannedMembers =
    [
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow",
        "System.Guid::NewGuid",
    ];

    // The workers: one thread each, joined before the result is made.
    private static readonly string[] MayThread = ["RaceSim.Exploration.Explorer", "RaceSim.Exploration.OrderedWork`2"];

    public static TheoryData<string> Rooms => ["Steps", "Kernel", "Actors", "Exploration", "Scenarios", "Reports"];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_banned_symbol_is_used(string room)
    {
        using var assembly = Compiled.Read(room);
        var used =
            from type in Compiled.Types(assembly)
            from method in type.Methods
            where method.HasBody
            from instruction in method.Body.Instructions
            let member = instruction.Operand as MemberReference
            where member is not null && IsBanned(member, type)
            select $"{method.FullName} uses {member.FullName}";
        Assert.Empty(used);
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_static_field_can_change(string room)
    {
        using var assembly = Compiled.Read(room);
        var mutable =
            from type in Compiled.Types(assembly)
            from field in type.Fields
            where field is { IsStatic: true, IsLiteral: false, IsInitOnly: false } && !IsCompilers(field)
            select field.FullName;
        Assert.Empty(mutable);
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_static_readonly_field_holds_something_that_grows(string room)
    {
        string[] growing = ["List`1", "Dictionary`2", "HashSet`1", "Queue`1", "Stack`1", "ConcurrentDictionary`2", "ConcurrentBag`1", "StringBuilder"];
        using var assembly = Compiled.Read(room);
        var fields =
            from type in Compiled.Types(assembly)
            from field in type.Fields
            where field.IsStatic && growing.Contains(field.FieldType.GetElementType().Name) && !IsCompilers(field)
            select field.FullName;
        Assert.Empty(fields);
    }

    private static bool IsBanned(MemberReference member, TypeDefinition user)
    {
        var owner = (member as TypeReference ?? member.DeclaringType)?.GetElementType().FullName;
        var outer = user;
        while (outer.DeclaringType is not null)
        {
            outer = outer.DeclaringType;
        }

        return owner is not null
            && (BannedTypes.Contains(owner) || BannedMembers.Contains($"{owner}::{member.Name}"))
            && member.Name != "get_CurrentManagedThreadId" // What the compiler puts into every iterator.
            && !(owner == "System.Threading.Thread" && MayThread.Contains(outer.FullName));
    }

    // The compiler's own caches of delegates: set once, to the same thing by whoever comes first.
    private static bool IsCompilers(FieldDefinition field) =>
        field.Name.StartsWith('<') || field.DeclaringType.Name.StartsWith('<') || field.CustomAttributes.Any(a => a.AttributeType.Name == "CompilerGeneratedAttribute" && field.DeclaringType.Name.Contains('<', StringComparison.Ordinal));
}
