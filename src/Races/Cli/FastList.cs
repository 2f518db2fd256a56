using RaceSim.Cli.Commands;

namespace RaceSim.Cli;

/// <summary>Answers <c>racesim list</c> without the command-line library, whose start takes longer than the list.</summary>
internal static class FastList
{
    /// <summary>Whether these are the arguments of a plain list.</summary>
    public static bool Applies(string[] arguments) =>
        arguments.Length is 1 or 2 && arguments[0] == "list" && (arguments.Length == 1 || arguments[1] == Options.JsonName);

    /// <summary>Prints the list.</summary>
    public static ExitCode Run(string[] arguments, CliConsole console) => ListCommand.Run(console, arguments.Length == 2);
}
