using RaceSim.Kernel.Cpus;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Sketches;

/// <summary>Reads a sketch: a protocol in named cells, locks and threads of one-access statements (<c>docs/schema/scenario.schema.json</c>).</summary>
public static class SketchReader
{
    private const int MaximumCells = 10_000;
    private const int MaximumLocks = 1_000;
    private const int MaximumReaches = 64;

    /// <summary>The violations a sketch can have, by the id that <c>expect:</c> names.</summary>
    public static IReadOnlyList<string> Violations { get; } = ["always", "never", "assert", "deadlock", "lock", "livelock"];

    /// <summary>Reads a sketch.</summary>
    /// <exception cref="InputException">Something is wrong; says where and what.</exception>
    public static Scenario Read(YamlMap root, string text, string file)
    {
        var expectations = Expectations(root.Optional("expect"));
        var header = ScenarioHeaderReader.Read(root, text, file, isSketch: true, expectations);
        var model = MemoryModelReader.Read(root.Optional("memory-model")) ?? expectations.Select(e => e.Build).FirstOrDefault(b => b is not null) switch
        {
            { } first => MemoryModels.Find(first)!.Value,
            null => MemoryModel.Sc,
        };
        var program = Program(root.Required("program", "a sketch").AsMap("a program"), root.Optional("reaches"));
        ScenarioHeaderReader.CheckWho(root, [.. program.Threads.Select(t => t.Name)]);
        root.Finish();
        return new Scenario(header, (build, options) => Instantiate(program, header, model, build, options));
    }

    private static SketchInstance Instantiate(SketchProgram program, ScenarioHeader header, MemoryModel model, string? build, InstanceOptions options)
    {
        // The machines of a sketch are told apart like the builds of a kernel, if its file says something of more than one.
        build ??= header.Expectations.Any(e => e.Build is not null) ? model.Name() : null;
        if (build is not null)
        {
            model = MemoryModels.Find(build) ?? throw new InputException(
                $"'{header.Name}' is a sketch: it has no builds but memory models, so there is no '{build}'; expected {string.Join(", ", MemoryModels.Names)}");
        }

        foreach (var id in options.Invariants ?? [])
        {
            if (!Violations.Contains(id))
            {
                throw new InputException($"a sketch has no check '{id}'{NearestName.Hint(id, Violations)}");
            }
        }

        return ModelFault.Explained(header.Name, () => new SketchInstance(program, model, build, options));
    }

    private static SketchProgram Program(YamlMap map, YamlNode? reaches)
    {
        var names = new SketchNames();
        var cells = Cells(map.Optional("cells"), names);
        var locks = Locks(map.Optional("locks"), names);
        var threads = Threads(map.Required("threads", "a program"), names);
        var conditions = new ConditionReader(names, threads);
        var always = map.Optional("always") is { } a ? conditions.Read(a, "always", isFinal: false) : null;
        var never = map.Optional("never") is { } n ? conditions.Read(n, "never", isFinal: true) : null;
        map.Finish();
        return new SketchProgram(cells, locks, threads, always, never, Reaches(reaches, conditions));
    }

    private static List<KeyValuePair<string, long>> Cells(YamlNode? node, SketchNames names)
    {
        var cells = new List<KeyValuePair<string, long>>();
        if (node is null || node.IsMissing)
        {
            return cells;
        }

        var entries = node.AsEntries("cells");
        RequireAtMost(MaximumCells, entries.Count, "cells", node);
        foreach (var entry in entries)
        {
            names.AddCell(entry.Key);
            var value = entry.Value.AsInteger($"the initial value of the cell '{entry.Key.Value}'");
            cells.Add(new KeyValuePair<string, long>(entry.Key.Value, value));
        }

        return cells;
    }

    private static List<string> Locks(YamlNode? node, SketchNames names)
    {
        var locks = new List<string>();
        if (node is null || node.IsMissing)
        {
            return locks;
        }

        var items = node.AsList("locks");
        RequireAtMost(MaximumLocks, items.Count, "locks", node);
        foreach (var item in items)
        {
            names.AddLock(item);
            locks.Add(item.Value);
        }

        return locks;
    }

    private static List<CompiledThread> Threads(YamlNode node, SketchNames names)
    {
        var entries = node.AsEntries("threads");
        RequireAtMost(Machine.MaximumContexts, entries.Count, "threads", node);
        if (entries.Count == 0)
        {
            throw node.Error("no threads; expected at least one");
        }

        var threads = new List<CompiledThread>();
        foreach (var entry in entries)
        {
            threads.Add(Thread(entry, names));
        }

        return threads;
    }

    private static CompiledThread Thread(YamlEntry entry, SketchNames names)
    {
        var name = SketchNames.NewName(entry.Key, "a thread's name");
        var reader = new StatementReader(names);
        if (entry.Value.IsMissing || entry.Value is { Kind: YamlKind.List, Items.Count: 0 })
        {
            throw entry.Key.Error($"the thread '{name}' is empty; expected at least one statement");
        }

        var statements = reader.Read(entry.Value, $"the statements of the thread '{name}'");
        if (LockBalance.LeftHeld(statements) is { } taken)
        {
            throw taken.Node.Error($"the thread '{name}' ends with this lock held; expected an 'unlock' after it");
        }

        return ThreadCompiler.Compile(name, names, reader.Registers, statements);
    }

    private static List<Condition> Reaches(YamlNode? node, ConditionReader conditions)
    {
        var reaches = new List<Condition>();
        var items = node?.AsOneOrMore() ?? [];
        RequireAtMost(MaximumReaches, items.Count, "events in 'reaches'", node);
        foreach (var item in items)
        {
            reaches.Add(conditions.Read(item, "reaches", isFinal: true));
        }

        return reaches;
    }

    private static IReadOnlyList<Expectation> Expectations(YamlNode? node)
    {
        if (node is null)
        {
            return [];
        }

        if (node.Kind == YamlKind.Scalar)
        {
            return node.Value == "proved"
                ? [Expected(node, [])]
                : throw node.Error($"expected 'proved' or '{{ violated: {string.Join('|', Violations)} }}', found {node.Described}");
        }

        var map = node.AsMap("'proved' or a map with 'violated'");
        if (node.Entries.Any(e => MemoryModels.Find(e.Key.Value) is not null))
        {
            return [.. node.Entries.Select(OfModel)];
        }

        var violated = map.Required("violated", "'expect'").AsOneOrMore();
        map.Finish();
        foreach (var item in violated)
        {
            var id = item.AsText("a kind of violation");
            if (!Violations.Contains(id))
            {
                throw item.Error($"unknown kind of violation '{YamlNode.Shortened(id)}'{NearestName.Hint(id, Violations)}");
            }
        }

        return violated.Count > 0
            ? [Expected(node, [.. violated.Select(item => item.Value)])]
            : throw node.Error("'violated:' names nothing; expected a kind of violation, or 'expect: proved'");
    }

    private static Expectation OfModel(YamlEntry entry)
    {
        var name = entry.Key.AsText("a memory model");
        if (MemoryModels.Find(name) is null)
        {
            throw entry.Key.Error($"unknown memory model '{YamlNode.Shortened(name)}'{NearestName.Hint(name, MemoryModels.Names)}");
        }

        return entry.Value.Kind == YamlKind.Map && entry.Value.Entries.Any(e => MemoryModels.Find(e.Key.Value) is not null)
            ? throw entry.Value.Error("a memory model below a memory model; expected 'proved' or a map with 'violated'")
            : Expectations(entry.Value)[0] with { Build = name };
    }

    private static Expectation Expected(YamlNode node, IReadOnlyList<string> violates) => new(null, violates, [], Expectation.ByRaceSim, "") { Line = node.Line };

    private static void RequireAtMost(int most, int count, string what, YamlNode? node)
    {
        if (count > most)
        {
            throw node!.Error($"{count} {what}; expected at most {most}");
        }
    }
}
