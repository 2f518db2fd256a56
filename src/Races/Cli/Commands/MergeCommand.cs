using System.CommandLine;
using RaceSim.Cli.Campaigns;
using RaceSim.Exploration;
using RaceSim.Reports;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Campaigns;
using RaceSim.Scenarios.Explaining;

namespace RaceSim.Cli.Commands;

/// <summary><c>racesim merge</c>.</summary>
internal static class MergeCommand
{
    private const string About =
        "Puts the shards of a campaign together: the result is that of one run of all of it. The order of the directories changes nothing, nor does naming one "
        + "twice. Exit codes as for verify, once all shards are there and done; 3 before that.";

    /// <summary>Creates the command.</summary>
    public static Command Create(CliConsole console)
    {
        var directories = new Argument<string[]>("dir") { Description = "the directories of the shards, or of earlier merges", Arity = ArgumentArity.OneOrMore };
        var into = new Option<string?>("--into") { Description = "keep all shards in one directory, which can be merged again", HelpName = "dir" };
        var traces = new Option<string?>("--traces") { Description = "write the trace of each distinct violation to a JSON file in a directory", HelpName = "dir" };
        var noMinimise = Options.NoMinimise();
        var json = Options.Json();
        var command = new Command("merge", About) { directories, into, traces, noMinimise, json };
        command.SetAction(parsed =>
        {
            var budget = new Budget(console, 0);
            var shards = CampaignMerge.Shards([.. parsed.GetValue(directories)!.SelectMany(Load)]);
            Keep(shards, parsed.GetValue(into));
            var subject = shards[0].Subject;
            var scenario = ScenarioReader.Read(shards[0].Text, shards[0].File);
            var invariants = subject.Invariants?.Split(',');
            var found = CampaignMerge.Report(shards, scenario, new RunOptions { Invariants = invariants });
            var report = TraceMinimiser.Minimised(scenario, found, parsed.GetValue(noMinimise) ? 0 : TraceMinimiser.DefaultBudget);
            var judgement = Judgement.OfCampaign(report, scenario, invariants, isMerge: true);
            console.Out.Write(parsed.GetValue(json)
                ? JsonReport.Merge(report, subject, budget.Elapsed) + "\n"
                : RunText.Render(report, subject.IsSearch ? "execution" : "schedule", budget.Elapsed, judgement.Sentence, ReplayOptions(scenario)));
            WriteTraces(scenario, report, parsed.GetValue(traces));
            return (int)judgement.Code;
        });
        return command;
    }

    private static IReadOnlyList<(CampaignState State, string File)> Load(string directory)
    {
        var shards = CampaignDirectory.Load(directory);
        return shards.Count > 0 ? shards : throw new InputException("holds no checkpoint of a campaign", directory);
    }

    private static void Keep(IReadOnlyList<CampaignState> shards, string? into)
    {
        if (into is null)
        {
            return;
        }

        using var directory = CampaignDirectory.Open(into);
        var (first, file) = (shards[0], directory.FileOf(shards[0].Shard));
        var kept = CampaignMerge.Shards([(first, file), .. shards.Skip(1).Select(s => (s, directory.FileOf(s.Shard))), .. CampaignDirectory.Load(into)]);
        foreach (var shard in kept)
        {
            directory.Save(shard);
        }
    }

    // A file of the user's is named again for a replay; the catalogue's are found by the trace.
    private static string ReplayOptions(Scenario scenario) =>
        ScenarioCatalogue.Entries.Any(e => e.Name == scenario.Name && ScenarioDigest.Of(ScenarioCatalogue.Text(e)) == scenario.Header.Digest)
            ? "" : $" --scenario {scenario.Header.File}";

    private static void WriteTraces(Scenario scenario, RunReport report, string? directory)
    {
        if (directory is null)
        {
            return;
        }

        InputFile.CreateDirectory(directory);
        foreach (var found in report.Violations)
        {
            var file = Path.Combine(directory, $"{report.Scenario}{(report.Build is null ? "" : $"-{report.Build}")}-{found.Violation.Invariant}.json");
            InputFile.Write(file, TraceJson.Format(Replayer.WithFingerprints(scenario, found.Trace)) + "\n");
        }
    }
}
