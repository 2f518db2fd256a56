using System.Runtime.InteropServices;
using System.Text;
using RaceSim.Cli.Hosts;

namespace RaceSim.Cli;

/// <summary>The process around the command line: its streams, its width, Ctrl-C.</summary>
public static class ConsoleProcess
{
    /// <summary>Runs the command line on the process's console.</summary>
    /// <param name="arguments">The words.</param>
    /// <param name="hosts">The hosts that are part of this build.</param>
    /// <returns>The process's exit code.</returns>
    public static int Run(string[] arguments, IReadOnlyList<IExplorationHost> hosts)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The first Ctrl-C ends the run with what it has, the second one ends the process.
            pressed.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };

        // Batch systems say SIGTERM before they kill.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        });
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };
        using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
        var width = Console.IsOutputRedirected ? CommandLine.DefaultWidth : Math.Max(CommandLine.DefaultWidth, Console.WindowWidth - 1);
        var hasTerminal = !Console.IsOutputRedirected && !Console.IsInputRedirected;
        var console = new CliConsole(output, error, !Console.IsErrorRedirected, width, cancellation.Token)
        {
            Keys = hasTerminal ? static () => Console.ReadKey(intercept: true) : null,
            Height = hasTerminal ? Console.WindowHeight : CliConsole.DefaultHeight,
        };
        var code = CommandLine.Run(arguments, console, hosts);
        try
        {
            output.Flush();
        }
        catch (IOException fault)
        {
            error.WriteLine($"racesim: the output cannot be written: {fault.Message}");
            code = ExitCode.BadInput;
        }

        return (int)code;
    }
}
