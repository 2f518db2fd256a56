using System.CommandLine;
using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>Finds commands and options that do not exist before the library takes them for something else, and suggests the nearest name.</summary>
internal static class UnknownWords
{
    /// <summary>Checks the words up to a <c>--</c>.</summary>
    /// <exception cref="InputException">One of them is unknown, or lacks its value.</exception>
    public static void Check(RootCommand root, string[] arguments)
    {
        var commands = root.Subcommands.ToDictionary(c => c.Name, StringComparer.Ordinal);
        Command command = root;
        for (var i = 0; i < arguments.Length && arguments[i] != "--"; i++)
        {
            var word = arguments[i];
            if (word.Length > 1 && word[0] == '-')
            {
                i += OptionWords(root, command, word, i + 1 < arguments.Length ? arguments[i + 1] : null) - 1;
            }
            else if (command == root)
            {
                if (!commands.TryGetValue(word, out var named))
                {
                    throw new InputException($"unknown command '{word}'{NearestName.Hint(word, [.. commands.Keys])}");
                }

                command = named;
            }
            else if (command.Subcommands.FirstOrDefault(c => c.Name == word) is { } below)
            {
                command = below;
            }
        }
    }

    // The number of words the option takes: one or two.
    private static int OptionWords(RootCommand root, Command command, string word, string? next)
    {
        var end = word.AsSpan().IndexOfAny('=', ':');
        var name = end < 0 ? word : word[..end];
        var options = command.Options.Concat(root.Options.Where(o => command == root || o.Recursive)).ToList();
        var option = options.Find(o => o.Name == name || o.Aliases.Contains(name));
        if (option is null)
        {
            var hint = HintFor(root, command, name, options);
            throw new InputException($"unknown option '{name}'{hint}");
        }

        if (option.Arity.MinimumNumberOfValues == 0 || end >= 0)
        {
            return 1;
        }

        if (next is null || next.StartsWith("--", StringComparison.Ordinal))
        {
            throw new InputException($"{option.Name} needs a value");
        }

        return 2;
    }

    private static string HintFor(RootCommand root, Command command, string name, IEnumerable<Option> options)
    {
        if (NearestName.Of(name, [.. options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help").Distinct()]) is { } near)
        {
            return $"; did you mean '{near}'?";
        }

        var owners = root.Subcommands.Where(c => c != command).SelectMany(c => c.Options.Select(o => (Option: o.Name, Command: c.Name))).ToLookup(o => o.Option, o => o.Command);
        return NearestName.Of(name, owners.Select(o => o.Key)) is { } other
            ? $"; '{other}' is an option of {Listed([.. owners[other]])}"
            : $" (see 'racesim {(command == root ? "" : command.Name + " ")}--help')";
    }

    private static string Listed(IReadOnlyList<string> commands) =>
        $"'{string.Join("', '", commands.Take(2))}'{(commands.Count > 2 ? $" and {commands.Count - 2} more" : "")}";
}
