using System.Text.Json;

namespace RaceSim.Scenarios.Campaigns;

/// <summary>Final states as the member <c>outcomes</c>: for each the lowest execution, the number of executions, and the values.</summary>
internal static class OutcomeJson
{
    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter json, OutcomeSet outcomes)
    {
        json.WriteStartObject("outcomes");
        json.WriteNumber("width", outcomes.Width);
        json.WriteStartArray("states");
        foreach (var (state, first, count) in outcomes.Entries)
        {
            json.WriteStartArray();
            json.WriteNumberValue(first);
            json.WriteNumberValue(count);
            foreach (var value in state)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads them into a set of the same width.</summary>
    public static void Read(JsonElement json, OutcomeSet outcomes)
    {
        foreach (var state in json.GetProperty("states").EnumerateArray())
        {
            var values = state.EnumerateArray().Select(v => v.GetInt64()).ToArray();
            if (values.Length != outcomes.Width + 2)
            {
                throw new FormatException("a final state has another number of values");
            }

            outcomes.Add(values[2..], values[0], values[1]);
        }
    }
}
