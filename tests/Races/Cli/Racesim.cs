using System.Text.Json;
using System.Text.RegularExpressions;
using RaceSim.Cli;

namespace RaceSim.Tests.Races.Cli;

/// <summary>Runs the command line in this process.</summary>
internal sealed record Racesim(ExitCode Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>The output with every time replaced, for comparison.</summary>
    public string Timeless => Regex.Replace(Out, @"\d+\.\d\d s\b", "N.NN s");

    public static Racesim Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    public static Racesim Run(CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(arguments, new CliConsole(output, error, false, CommandLine.DefaultWidth, cancellation));
        return new Racesim(code, output.ToString(), error.ToString());
    }
}
