using RaceSim.Scenarios;

namespace RaceSim.Tests.Dpor;

/// <summary>The oracle over a sketch, whose final state is its registers and cells.</summary>
internal static class SketchOracle
{
    public static Oracle Of(string text, string? model = null) => Of(ScenarioReader.Read(text, "test.yaml").Instantiate(model, InstanceOptions.Default));

    public static Oracle Of(ScenarioInstance instance) => Oracle.Of(instance.Program, Outcome(instance));

    /// <summary>Of the parts that the space of a sketch is cut into.</summary>
    public static Oracle OfParts(string text, int parts, int most, int walks, bool trusts = false)
    {
        var instance = ScenarioReader.Read(text, "test.yaml").Instantiate(null, InstanceOptions.Default);
        return Oracle.OfParts(instance.Program, Outcome(instance), parts, most, walks, trusts);
    }

    private static Func<string> Outcome(ScenarioInstance instance)
    {
        var values = new long[instance.OutcomeNames.Count];
        return () =>
        {
            instance.ReadOutcome(values);
            return string.Join(' ', values);
        };
    }
}
