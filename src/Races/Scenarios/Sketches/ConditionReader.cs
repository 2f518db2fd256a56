using RaceSim.Scenarios.Sketches.Expressions;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.Sketches;

/// <summary>Reads <c>always</c>, <c>never</c> and <c>reaches</c>: expressions over cells, and over registers if they are about the end.</summary>
internal sealed class ConditionReader
{
    private readonly SketchNames _names;
    private readonly IReadOnlyList<CompiledThread> _threads;

    /// <summary>Creates a reader over what a program declares.</summary>
    public ConditionReader(SketchNames names, IReadOnlyList<CompiledThread> threads)
    {
        _names = names;
        _threads = threads;
    }

    /// <summary>Reads a condition.</summary>
    /// <param name="node">Where it stands.</param>
    /// <param name="key">The key before it, for errors.</param>
    /// <param name="isFinal">Whether it is evaluated at the end only and may look at registers.</param>
    public Condition Read(YamlNode node, string key, bool isFinal)
    {
        node.AsText($"a condition after '{key}:'");
        var tokens = new TokenStream(node);
        var parsed = ExpressionParser.Parse(tokens);
        tokens.ExpectEnd();

        var sources = new List<ConditionSource>();
        foreach (var leaf in parsed.Leaves)
        {
            if (leaf.Name is { } name && !sources.Exists(s => s.Name == name))
            {
                sources.Add(Find(node, key, name, leaf.Offset, isFinal));
            }
        }

        var constants = parsed.Leaves.Where(leaf => leaf.Name is null).Select(leaf => leaf.Value).Distinct().ToList();
        var expression = parsed.Resolve(leaf => leaf.Name is { } name
            ? sources.FindIndex(s => s.Name == name)
            : sources.Count + constants.IndexOf(leaf.Value));
        return new Condition(expression, sources, constants);
    }

    private ConditionSource Find(YamlNode node, string key, string name, int offset, bool isFinal)
    {
        var cell = _names.Cell(name);
        if (cell >= 0)
        {
            return new ConditionSource(name, -1, cell);
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && !isFinal)
        {
            throw node.Error($"'{key}' may look at cells only; '{name}' is a register", offset);
        }

        return dot >= 0 ? FindRegister(node, name, dot, offset) : throw Unknown(node, name, offset, isFinal);
    }

    private ConditionSource FindRegister(YamlNode node, string name, int dot, int offset)
    {
        for (var thread = 0; thread < _threads.Count; thread++)
        {
            if (name.AsSpan(0, dot).SequenceEqual(_threads[thread].Name))
            {
                var register = IndexOf(_threads[thread].Registers, name[(dot + 1)..]);
                return register >= 0
                    ? new ConditionSource(name, thread, register)
                    : throw node.Error(
                        $"the thread '{_threads[thread].Name}' assigns no register '{name[(dot + 1)..]}'"
                        + NearestName.Hint(name[(dot + 1)..], [.. _threads[thread].Registers]),
                        offset + dot + 1);
            }
        }

        throw node.Error($"unknown thread '{name[..dot]}'{NearestName.Hint(name[..dot], [.. _threads.Select(t => t.Name)])}", offset);
    }

    private InputException Unknown(YamlNode node, string name, int offset, bool isFinal)
    {
        var owner = _threads.FirstOrDefault(t => t.Registers.Contains(name));
        var message = (owner, _names.Lock(name) >= 0) switch
        {
            (not null, _) when isFinal => $"'{name}' is a register; name its thread too: '{owner.Name}.{name}'",
            (not null, _) => $"'{name}' is a register; this condition may look at cells only",
            (_, true) => $"'{name}' is a lock; expected a cell{(isFinal ? " or 'Thread.register'" : "")}",
            _ => $"unknown cell '{name}'{NearestName.Hint(name, _names.Cells)}",
        };
        return node.Error(message, offset);
    }

    private static int IndexOf(IReadOnlyList<string> list, string item)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == item)
            {
                return i;
            }
        }

        return -1;
    }
}
