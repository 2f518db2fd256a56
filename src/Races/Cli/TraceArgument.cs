using System.CommandLine;
using RaceSim.Exploration;
using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>A trace as the user gives it, and the scenario it is of.</summary>
internal static class TraceArgument
{
    private const string LinePrefix = "racesim";

    /// <summary>The trace.</summary>
    public static Argument<string> Create(string name = "trace") => new(name)
    {
        Description = "a trace in its one-line form, also wrapped or quoted as in a mail, or the path of a file that holds a trace in either form",
    };

    /// <summary>The scenario's file.</summary>
    public static Option<string?> Scenario() => new("--scenario") { Description = "the scenario, if it is not one of the catalogue", HelpName = "file" };

    /// <summary>What the trace shows.</summary>
    public static Option<string?> Invariant() =>
        new("--invariant") { Description = "which check the trace breaks, or event it reaches, if there are several; otherwise what its last step breaks", HelpName = "id" };

    /// <summary>Reads a trace.</summary>
    /// <exception cref="InputException">It is neither a trace nor a file with one.</exception>
    public static Trace Read(string argument)
    {
        var text = TraceText.Unwrap(argument);
        if (text.StartsWith(LinePrefix, StringComparison.Ordinal) && text.Contains(':'))
        {
            return TraceLine.Parse(text);
        }

        if (!InputFile.IsPath(argument) && !Directory.Exists(argument))
        {
            throw new InputException($"'{argument}' is neither a trace nor a file; a trace begins with '{LinePrefix}{Trace.Version}:'");
        }

        var content = InputFile.Read(argument);
        try
        {
            return content.AsSpan().TrimStart().StartsWith("{") ? TraceJson.Parse(content) : TraceLine.Parse(TraceText.Unwrap(content));
        }
        catch (TraceFormatException fault)
        {
            throw new InputException(fault.Message, argument);
        }
    }

    /// <summary>The scenario that a trace names, from the user's file or from the catalogue; it has the trace's build.</summary>
    /// <exception cref="InputException">There is no such scenario or build.</exception>
    public static Scenario ScenarioOf(Trace trace, string? file)
    {
        var scenario = file is not null ? ScenarioChoice.One(file) : InCatalogue(trace.Scenario);
        ScenarioChoice.CheckReplayable(scenario, trace.Build);
        return scenario;
    }

    private static Scenario InCatalogue(string name)
    {
        var entry = ScenarioCatalogue.Entries.FirstOrDefault(e => e.Name == name);
        return entry is not null
            ? ScenarioCatalogue.Read(entry)
            : throw new InputException($"the trace is of scenario '{name}', which is not in the catalogue; name its file with --scenario");
    }
}
