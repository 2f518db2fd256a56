using System.Text.Json;
using RaceSim.Scenarios;
using RaceSim.Scenarios.Gates;

namespace RaceSim.Cli.Gates;

/// <summary>What an earlier gate ran and passed, from the JSON it wrote: everything else is new or changed, and runs first.</summary>
internal sealed class EarlierGate
{
    private readonly HashSet<(string Scenario, string? Build, string Digest)> _passed = [];

    /// <summary>Reads the rows of an earlier run.</summary>
    /// <exception cref="InputException">The file is not what a gate writes.</exception>
    public EarlierGate(string file)
    {
        var text = InputFile.Read(file);
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var row in document.RootElement.GetProperty("rows").EnumerateArray())
            {
                if (row.GetProperty("outcome").GetString() == "passed")
                {
                    _passed.Add((row.GetProperty("scenario").GetString()!, row.GetProperty("build").GetString(), row.GetProperty("digest").GetString()!));
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException("is not the JSON of a gate; expected a file that 'racesim gate --json FILE' wrote", file);
        }
    }

    /// <summary>The rows with the new and changed ones first, otherwise in their order.</summary>
    public IReadOnlyList<GateTask> NewFirst(IReadOnlyList<GateTask> tasks) =>
        [.. tasks.OrderBy(t => _passed.Contains((t.Scenario.Name, t.Build, t.Scenario.Digest)))];
}
