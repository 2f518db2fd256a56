using System.CommandLine;
using System.CommandLine.Help;
using RaceSim.Cli.Commands;
using RaceSim.Cli.Hosts;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>The command line: parses it, runs the command, turns every fault into one line and an exit code.</summary>
public static class CommandLine
{
    /// <summary>The width of tables and help where no terminal says otherwise.</summary>
    public const int DefaultWidth = 100;

    private const string Name = "racesim";

    /// <summary>Runs the command that <paramref name="arguments"/> name.</summary>
    public static ExitCode Run(string[] arguments, CliConsole console) => Run(arguments, console, []);

    /// <summary>Runs the command that <paramref name="arguments"/> name.</summary>
    /// <param name="arguments">The words.</param>
    /// <param name="console">Where to write.</param>
    /// <param name="hosts">The hosts that are part of this build.</param>
    public static ExitCode Run(string[] arguments, CliConsole console, IReadOnlyList<IExplorationHost> hosts)
    {
        try
        {
            return Invoke(arguments, console, hosts);
        }
        catch (InputException fault)
        {
            return Fail(console, fault.Text, ExitCode.BadInput);
        }
        catch (TraceFormatException fault)
        {
            return Fail(console, fault.Message, ExitCode.BadInput);
        }
        catch (IOException fault)
        {
            // Files are read and written through InputFile, which explains its own faults: what is left is the output.
            return Fail(console, $"the output cannot be written: {fault.Message}", ExitCode.BadInput);
        }
        catch (Exception fault)
        {
            var code = Fail(console, $"internal error: {fault.GetType().Name}: {fault.Message}; this is a bug in racesim", ExitCode.InternalError);
            if (arguments.Contains(Options.DebugName))
            {
                console.Error.WriteLine(fault);
            }

            return code;
        }
    }

    private static ExitCode Invoke(string[] arguments, CliConsole console, IReadOnlyList<IExplorationHost> hosts)
    {
        if (FastList.Applies(arguments))
        {
            return FastList.Run(arguments, console);
        }

        var root = Root(console, hosts);
        if (arguments.Length == 0)
        {
            throw new InputException($"expected a command: {string.Join(", ", root.Subcommands.Select(c => c.Name))} ('{Name} --help' explains them)");
        }

        UnknownWords.Check(root, arguments);
        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
        {
            throw new InputException(Sentence(result.Errors[0].Message));
        }

        return (ExitCode)result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = console.Out, Error = console.Error });
    }

    private static RootCommand Root(CliConsole console, IReadOnlyList<IExplorationHost> hosts)
    {
        var root = new RootCommand("Finds races in simulated Linux mm page-table code, or proves that a bounded configuration has none.")
        {
            Options.Debug,
            ListCommand.Create(console),
            ShowCommand.Create(console),
            VerifyCommand.Create(console),
            ExploreCommand.Create(console, hosts),
            MergeCommand.Create(console),
            ReplayCommand.Create(console),
            MinimizeCommand.Create(console),
            ExplainCommand.Create(console),
            CompareCommand.Create(console),
            ReportCommand.Create(console),
            ReproduceCommand.Create(console),
            DiffCommand.Create(console),
            GateCommand.Create(console),
            MutantsCommand.Create(console),
            BenchCommand.Create(console),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Action = new HelpWithExitCodes(new HelpAction { MaxWidth = DefaultWidth });
            }
        }

        return root;
    }

    private static ExitCode Fail(CliConsole console, string message, ExitCode code)
    {
        console.Error.WriteLine($"{Name}: {OneLine(message)}");
        return code;
    }

    // The library's own words, as a sentence like the others: no capital, no full stop.
    private static string Sentence(string message)
    {
        var line = OneLine(message).TrimEnd('.');
        return line.Length > 0 ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
