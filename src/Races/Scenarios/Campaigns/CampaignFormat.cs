using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RaceSim.Exploration;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>
/// A checkpoint as a file of two lines: a head with the format's version and what the second line has to look like, and the state as one JSON object:
/// <code>{"schema":"racesim-campaign","version":1,"bytes":1234,"sha256":"..."}
/// {"tool":"...","subject":{...},"shard":{"number":1,"count":4},"file":"...","text":"...","search":{...},"samples":null}</code>
/// </summary>
public static class CampaignFormat
{
    /// <summary>The version of the format; raised with every change.</summary>
    public const int Version = 1;

    private const string Schema = "racesim-campaign";

    /// <summary>Writes a state.</summary>
    public static byte[] Write(CampaignState state)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("tool", Tool());
            WriteSubject(json, state.Subject);
            json.WriteStartObject("shard");
            json.WriteNumber("number", state.Shard.Number);
            json.WriteNumber("count", state.Shard.Count);
            json.WriteEndObject();
            json.WriteString("file", state.File);
            json.WriteString("text", state.Text);
            json.WritePropertyName("search");
            CampaignSearchJson.Write(json, state.Search);
            json.WritePropertyName("samples");
            CampaignSamplesJson.Write(json, state.Samples);
            json.WriteEndObject();
        }

        var bytes = body.ToArray();
        var head = string.Create(
            CultureInfo.InvariantCulture, $"{{\"schema\":\"{Schema}\",\"version\":{Version},\"bytes\":{bytes.Length},\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"}}\n");
        return [.. Encoding.UTF8.GetBytes(head), .. bytes, (byte)'\n'];
    }

    /// <summary>Reads a state.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="file">What to call it in an error.</param>
    /// <exception cref="InputException">It is no checkpoint, or of another version or build of racesim, or damaged.</exception>
    public static CampaignState Read(byte[] text, string file)
    {
        var end = Array.IndexOf(text, (byte)'\n');
        var body = CheckHead(text.AsSpan(0, Math.Max(0, end)), text.AsMemory(end + 1), file);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.GetProperty("tool").GetString() != Tool())
            {
                throw new InputException("was written by another build of racesim, in which a part or a schedule may mean something else; go on with that build, or begin anew in another directory", file);
            }

            return ReadState(root);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or TraceFormatException or ArgumentException)
        {
            throw new InputException($"is damaged: {fault.Message}", file);
        }
    }

    private static ReadOnlyMemory<byte> CheckHead(ReadOnlySpan<byte> line, ReadOnlyMemory<byte> rest, string file)
    {
        var (version, length, hash) = ReadHead(line, file);
        if (version != Version)
        {
            throw new InputException($"is a checkpoint of format version {version}; this racesim reads version {Version}", file);
        }

        if (rest.Length < length)
        {
            throw new InputException($"is cut off: it has {rest.Length} of {length} bytes after its first line", file);
        }

        var body = rest[..length];
        return Convert.ToHexStringLower(SHA256.HashData(body.Span)) == hash ? body : throw new InputException("is damaged: its checksum does not fit", file);
    }

    private static (int Version, int Length, string? Hash) ReadHead(ReadOnlySpan<byte> line, string file)
    {
        try
        {
            var head = JsonSerializer.Deserialize<JsonElement>(line);
            if (head.GetProperty("schema").GetString() == Schema)
            {
                return (head.GetProperty("version").GetInt32(), head.GetProperty("bytes").GetInt32(), head.GetProperty("sha256").GetString());
            }
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Whatever it is, it is not what is said below.
        }

        throw new InputException("is no checkpoint of a campaign, or cut off in its first line", file);
    }

    private static CampaignState ReadState(JsonElement root)
    {
        var shard = root.GetProperty("shard");
        var search = root.GetProperty("search");
        var samples = root.GetProperty("samples");
        return new CampaignState(
            ReadSubject(root.GetProperty("subject")),
            new Shard(shard.GetProperty("number").GetInt32(), shard.GetProperty("count").GetInt32()),
            root.GetProperty("file").GetString()!,
            root.GetProperty("text").GetString()!)
        {
            Search = CampaignSearchJson.Read(search),
            Samples = CampaignSamplesJson.Read(samples),
        };
    }

    private static void WriteSubject(Utf8JsonWriter json, CampaignSubject subject)
    {
        json.WriteStartObject("subject");
        json.WriteBoolean("isSearch", subject.IsSearch);
        json.WriteString("scenario", subject.Scenario);
        json.WriteString("digest", subject.Digest);
        json.WriteString("build", subject.Build);
        json.WriteString("invariants", subject.Invariants);
        json.WriteNumber("stepBound", subject.StepBound);
        json.WriteString("strategy", subject.Sampling.Strategy.ToString());
        json.WriteNumber("seed", subject.Sampling.Seed);
        json.WriteNumber("depth", subject.Sampling.Depth);
        json.WriteNumber("preemptions", subject.Sampling.Preemptions);
        json.WriteNumber("schedules", subject.Schedules);
        json.WriteBoolean("statistics", subject.HasStatistics);
        json.WriteEndObject();
    }

    private static CampaignSubject ReadSubject(JsonElement json) => new()
    {
        IsSearch = json.GetProperty("isSearch").GetBoolean(),
        Scenario = json.GetProperty("scenario").GetString()!,
        Digest = json.GetProperty("digest").GetString()!,
        Build = json.GetProperty("build").GetString(),
        Invariants = json.GetProperty("invariants").GetString(),
        StepBound = json.GetProperty("stepBound").GetInt32(),
        Sampling = new SamplingOptions
        {
            Strategy = Enum.Parse<SamplingStrategy>(json.GetProperty("strategy").GetString()!),
            Seed = json.GetProperty("seed").GetUInt64(),
            Depth = json.GetProperty("depth").GetInt32(),
            Preemptions = json.GetProperty("preemptions").GetInt32(),
        },
        Schedules = json.GetProperty("schedules").GetInt64(),
        HasStatistics = json.GetProperty("statistics").GetBoolean(),
    };

    // The compiler derives a module's id from what it compiled, so it is the same wherever the same sources were built.
    private static string Tool()
    {
        Type[] rooms = [typeof(Steps.Operation), typeof(Kernel.ModelException), typeof(Actors.ActorModel), typeof(Explorer), typeof(Campaign)];
        var ids = string.Join(' ', rooms.Select(room => room.Module.ModuleVersionId.ToString("N")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ids)).AsSpan(0, 8));
    }
}
