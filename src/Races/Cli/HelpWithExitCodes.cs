using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RaceSim.Cli;

/// <summary>The help of a command, followed by what its exit codes mean.</summary>
internal sealed class HelpWithExitCodes(HelpAction inner) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0  as expected: nothing broke, or just what the scenario's file says breaks on this build
          1  an unexpected violation, or an expected one that was not found; a trace that does not replay
          2  the command line or a file is wrong
          3  no verdict within the budget, or a run that tested nothing
          4  an internal error: a bug in racesim
        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        inner.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            output.Write(line.TrimEnd() + "\n");
        }

        output.Write("\n" + ExitCodes + "\n");
        return (int)ExitCode.AsExpected;
    }
}
