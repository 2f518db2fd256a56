using System.Text;
using System.Text.Json;

namespace RaceSim.Hosts.Coyote;

/// <summary>Reads exploration profiles: a JSON object with keys named as Coyote's own options are.</summary>
public static class ProfileReader
{
    private static readonly (string Name, CoyoteStrategy Strategy)[] Strategies =
    [
        ("random", CoyoteStrategy.Random),
        ("probabilistic", CoyoteStrategy.Probabilistic),
        ("prioritization", CoyoteStrategy.Prioritization),
        ("fair-prioritization", CoyoteStrategy.FairPrioritization),
        ("delay-bounding", CoyoteStrategy.DelayBounding),
        ("fair-delay-bounding", CoyoteStrategy.FairDelayBounding),
        ("q-learning", CoyoteStrategy.QLearning),
        ("dfs", CoyoteStrategy.Dfs),
        ("replay", CoyoteStrategy.Replay),
    ];

    /// <summary>What a profile calls a strategy.</summary>
    public static string NameOf(CoyoteStrategy strategy) => Strategies.First(s => s.Strategy == strategy).Name;

    /// <summary>Reads a profile.</summary>
    /// <param name="text">The file's text.</param>
    /// <exception cref="ProfileException">It is no profile.</exception>
    public static CoyoteProfile Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            return Read(ref reader, bytes);
        }
        catch (JsonException fault)
        {
            var words = fault.Message.Split(" LineNumber:")[0].TrimEnd('.', ' ');
            throw new ProfileException($"not JSON: {words}", (int)(fault.LineNumber ?? -1) + 1, (int)(fault.BytePositionInLine ?? -1) + 1);
        }
    }

    private static CoyoteProfile Read(ref Utf8JsonReader reader, byte[] bytes)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Error("expected an object", reader, bytes);
        }

        var profile = new CoyoteProfile();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (!seen.Add(key))
            {
                throw Error($"'{key}' is given twice", reader, bytes);
            }

            profile = With(profile, key, ref reader, bytes);
        }

        if (!seen.Contains("strategy"))
        {
            throw new ProfileException("'strategy' is missing", 1, 1);
        }

        return profile.Trace is null == (profile.Strategy != CoyoteStrategy.Replay)
            ? profile
            : throw new ProfileException("'trace' belongs to the strategy 'replay' and to no other", 1, 1);
    }

    private static CoyoteProfile With(CoyoteProfile profile, string key, ref Utf8JsonReader reader, byte[] bytes) => key switch
    {
        "description" => Skipped(profile, Text(key, ref reader, bytes)),
        "prove" => Skipped(profile, Whole(key, 0, long.MaxValue, ref reader, bytes)), // What the gate proves first; Coyote proves nothing.
        "strategy" => profile with { Strategy = Strategy(ref reader, bytes) },
        "strategy-bound" => profile with { StrategyBound = (uint)Whole(key, 1, int.MaxValue, ref reader, bytes) },
        "iterations" => profile with { Iterations = Whole(key, 1, uint.MaxValue, ref reader, bytes) },
        "max-steps" => profile with { MaxSteps = (int)Whole(key, 1, CoyoteHost.MostSteps, ref reader, bytes) },
        "max-unfair-steps" => profile with { MaxUnfairSteps = (uint)Whole(key, 1, int.MaxValue, ref reader, bytes) },
        "seed" => profile with { Seed = (uint)Whole(key, 0, uint.MaxValue, ref reader, bytes) },
        "trace" => profile with { Trace = Text(key, ref reader, bytes) },
        _ => throw Error(
            $"unknown key '{key}'; known: description, strategy, strategy-bound, iterations, max-steps, max-unfair-steps, seed, trace, prove", reader, bytes),
    };

    private static CoyoteProfile Skipped<T>(CoyoteProfile profile, T said)
    {
        _ = said; // Read, so that it is checked; it says nothing to Coyote.
        return profile;
    }

    private static CoyoteStrategy Strategy(ref Utf8JsonReader reader, byte[] bytes)
    {
        var name = Text("strategy", ref reader, bytes);
        var index = Array.FindIndex(Strategies, s => s.Name == name);
        return index >= 0
            ? Strategies[index].Strategy
            : throw Error($"there is no strategy '{name}'; known: {string.Join(", ", Strategies.Select(s => s.Name))}", reader, bytes);
    }

    private static long Whole(string key, long least, long most, ref Utf8JsonReader reader, byte[] bytes)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Error($"'{key}' must be a whole number from {least} to {most}", reader, bytes);
    }

    private static string Text(string key, ref Utf8JsonReader reader, byte[] bytes)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Error($"'{key}' must be a text", reader, bytes);
    }

    private static ProfileException Error(string message, in Utf8JsonReader reader, byte[] bytes)
    {
        var before = Encoding.UTF8.GetString(bytes, 0, (int)reader.TokenStartIndex);
        return new ProfileException(message, before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
