using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>The options that commands share, each with its own one-line complaint about a bad value.</summary>
internal static class Options
{
    /// <summary>Prints one JSON object.</summary>
    public const string JsonName = "--json";

    /// <summary>Prints stack traces of internal errors.</summary>
    public const string DebugName = "--debug";

    private const int MostWorkers = 64;
    private const int MostSteps = 1 << 24;

    /// <summary>Prints stack traces of internal errors.</summary>
    public static Option<bool> Debug { get; } = new(DebugName) { Description = "print a stack trace for an internal error", Recursive = true, Hidden = true };

    /// <summary>A scenario's name, a claim's id or a file.</summary>
    public static Argument<string> Scenario() => new("scenario") { Description = "a scenario's name, a claim's id, or the path of a scenario file" };

    /// <summary>One JSON object instead of text.</summary>
    public static Option<bool> Json() => new(JsonName) { Description = "print one JSON object instead of text" };

    /// <summary>The kernel build.</summary>
    public static Option<string?> Build() => new("--build") { Description = "the kernel build; otherwise the first one of the file", HelpName = "name" };

    /// <summary>The memory model of the machine.</summary>
    public static Option<string?> MemoryModel() => new("--memory-model")
    {
        Description = "the machine: sc (sequentially consistent), tso (store buffers) or pso (that drain out of order); otherwise what file and build say",
        HelpName = "name",
    };

    /// <summary>The strategy of an exploration.</summary>
    public static Option<SamplingStrategy> Strategy() => new("--strategy")
    {
        Description = "auto (the default: pos, surw and fairpct in turn), random, pct, fairpct, pos, urw, surw, rff (reads-from fuzzing), or bounded: every schedule with few preemptions",
        HelpName = "name",
        CustomParser = ParseStrategy,
    };

    /// <summary>How many schedules to look at.</summary>
    public static Option<long> Iterations() => Whole("--iterations", "how many schedules to run (bounded: all, unless this is given)", 1, long.MaxValue, 10_000);

    /// <summary>How many schedules to look at, in other words.</summary>
    public static Option<long> Iterations(string what, long otherwise) => Whole("--iterations", what, 1, long.MaxValue, otherwise);

    /// <summary>How many seeds to try.</summary>
    public static Option<long> Seeds(long otherwise) => Whole("--seeds", "how many seeds to try, from 1 on", 1, 100_000, otherwise);

    /// <summary>The strategies to compare; all if none is named.</summary>
    public static Option<SamplingStrategy[]> Strategies(string what = "compare only these, by name and separated by commas") => new("--strategy")
    {
        Description = what,
        HelpName = "names",
        CustomParser = result => [.. result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries).Select(name => ParseStrategy(result, name))],
    };

    /// <summary>How many executions at most; 0 if the user sets no limit.</summary>
    public static Option<long> MaxExecutions() => Whole("--max-executions", "give up after so many executions", 1, long.MaxValue);

    /// <summary>How many executions at most, with a limit of the command's own.</summary>
    public static Option<long> MaxExecutions(long otherwise) => Whole("--max-executions", "give up a search after so many executions", 1, long.MaxValue, otherwise);

    /// <summary>The seed.</summary>
    public static Option<long> Seed() => Whole("--seed", "the seed; the same seed gives the same run", 0, long.MaxValue, 0);

    /// <summary>The threads; 0 if the user leaves it open.</summary>
    public static Option<long> Workers(string what) => Whole("--workers", what, 1, MostWorkers);

    /// <summary>The step bound.</summary>
    public static Option<long> StepBound() => Whole("--step-bound", "cut an execution after so many steps; then there is no proof", 1, MostSteps, 10_000);

    /// <summary>The preemption bound.</summary>
    public static Option<long> Preemptions() => Whole("--preemptions", "with 'bounded': the most preemptions of a schedule", 0, MostSteps, 2);

    /// <summary>How much work to spend on shortening a trace.</summary>
    public static Option<long> MinimiseBudget() =>
        Whole("--minimize-budget", "the most executions to shorten a trace; more may prove more", 1, int.MaxValue, Scenarios.Explaining.TraceMinimiser.DefaultBudget);

    /// <summary>Leaves traces as found.</summary>
    public static Option<bool> NoMinimise() => new("--no-minimize") { Description = "print traces as they were found, without shortening them" };

    /// <summary>Random runs from each step.</summary>
    public static Option<long> Runs() => Whole("--runs", "the random runs from each step; a long trace gets fewer", 1, 1_000_000, 2_000);

    /// <summary>PCT's depth.</summary>
    public static Option<long> Depth() => Whole("--depth", "with 'pct' and 'fairpct': the depth of the bugs to look for", 1, 1000, 3);

    /// <summary>The time budget.</summary>
    public static Option<double> Time(string what = "end after so many seconds with what has been found") => new("--time")
    {
        Description = what,
        HelpName = "seconds",
        CustomParser = ParseSeconds,
    };

    /// <summary>Goes on after a violation.</summary>
    public static Option<bool> All() => new("--all") { Description = "go on after a violation and report one trace for each distinct one" };

    /// <summary>Leaves statistics out.</summary>
    public static Option<bool> NoStatistics() => new("--no-statistics") { Description = "do not count equivalence classes and access pairs: faster" };

    /// <summary>The invariants to check.</summary>
    public static Option<string?> Invariants() => new("--invariants") { Description = "check only these, by id and separated by commas", HelpName = "ids" };

    /// <summary>The file for the trace.</summary>
    public static Option<string?> Trace() => new("--trace") { Description = "write the trace of the first violation to a JSON file", HelpName = "file" };

    /// <summary>The host.</summary>
    public static Option<string?> Host() => new("--host")
    {
        Description = "run the actors on akka, akka-live or coyote instead of the built-in engine (docs/hosts.md)",
        HelpName = "name",
    };

    /// <summary>The profile of a host's exploration.</summary>
    public static Option<string?> Profile() => new("--profile")
    {
        Description = "with '--host coyote': strategy, iterations, bounds and seed from a file of coyote-configs/",
        HelpName = "file",
    };

    /// <summary>The limit that an option without a default says: 0 is none.</summary>
    public static long OrUnlimited(long value) => value > 0 ? value : long.MaxValue;

    private static Option<long> Whole(string name, string what, long least, long most, long? otherwise = null)
    {
        var option = new Option<long>(name) { Description = what, HelpName = "n", CustomParser = result => ParseWhole(result, name, least, most) };
        if (otherwise is { } value)
        {
            option.DefaultValueFactory = _ => value;
        }

        return option;
    }

    private static long ParseWhole(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(most == long.MaxValue
            ? $"{name} is '{text}'; expected a whole number of at least {least}"
            : $"{name} is '{text}'; expected a whole number from {least} to {most}");
        return 0;
    }

    private static double ParseSeconds(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e7)
        {
            return seconds;
        }

        result.AddError($"--time is '{text}'; expected a number of seconds above 0 and below 10000000");
        return 0;
    }

    private static SamplingStrategy ParseStrategy(ArgumentResult result) => ParseStrategy(result, result.Tokens[0].Value);

    private static SamplingStrategy ParseStrategy(ArgumentResult result, string text)
    {
        string[] names = [.. Enum.GetNames<SamplingStrategy>().Select(n => n.ToLowerInvariant())];
        var index = Array.FindIndex(names, n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            return (SamplingStrategy)index;
        }

        result.AddError($"there is no strategy '{text}'{NearestName.Hint(text, names)}");
        return default;
    }
}
