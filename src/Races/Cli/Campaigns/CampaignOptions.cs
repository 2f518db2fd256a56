using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Campaigns;

namespace RaceSim.Cli.Campaigns;

/// <summary>The options that make an exploration a campaign, or a share of one.</summary>
internal sealed class CampaignOptions
{
    private readonly Option<string?> _directory = new("--campaign")
    {
        Description = "keep what is found in a directory, and go on there if it has been begun (docs/campaigns.md); implies --all",
        HelpName = "dir",
    };

    private readonly Option<Shard> _shard = new("--shard")
    {
        Description = "with --campaign: only the i-th of n shares; 'racesim merge' puts them together",
        HelpName = "i/n",
        CustomParser = ParseShard,
    };

    // For tests, which must not depend on a clock.
    private readonly Option<long> _every = new("--checkpoint-every") { Hidden = true };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_directory);
        command.Add(_shard);
        command.Add(_every);
    }

    /// <summary>What the user said; null if it is no campaign.</summary>
    /// <exception cref="InputException">A share of nothing.</exception>
    public CampaignRequest? Read(ParseResult parsed)
    {
        var isSharded = parsed.GetResult(_shard) is { Implicit: false };
        return parsed.GetValue(_directory) is not { } directory
            ? isSharded ? throw new InputException("--shard needs --campaign: without a directory nobody could merge what the shard finds") : null
            : directory.Length == 0 ? throw new InputException("--campaign is empty; expected a directory")
            : new CampaignRequest(directory, isSharded ? parsed.GetValue(_shard) : Shard.All, parsed.GetValue(_every));
    }

    private static Shard ParseShard(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0
            && int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= Shard.MostShards && number >= 1 && number <= count)
        {
            return new Shard(number, count);
        }

        result.AddError($"--shard is '{text}'; expected i/n with i from 1 to n, and n at most {Shard.MostShards}");
        return default;
    }
}
