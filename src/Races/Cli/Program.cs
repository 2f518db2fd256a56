using System.Text;
using RaceSim.Cli;

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C ends the run with what it has, the second one ends the process.
    pressed.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };
using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
var width = Console.IsOutputRedirected ? CommandLine.DefaultWidth : Math.Max(CommandLine.DefaultWidth, Console.WindowWidth - 1);
var hasTerminal = !Console.IsOutputRedirected && !Console.IsInputRedirected;
var code = CommandLine.Run(args, new CliConsole(output, error, !Console.IsErrorRedirected, width, cancellation.Token)
{
    Keys = hasTerminal ? static () => Console.ReadKey(intercept: true) : null,
    Height = hasTerminal ? Console.WindowHeight : 40,
});
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
