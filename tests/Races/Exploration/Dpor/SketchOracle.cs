using RaceSim.Scenarios;

namespace RaceSim.Tests.Dpor;

/// <summary>The oracle over a sketch, whose final state is its registers and cells.</summary>
internal static class SketchOracle
{
    public static Oracle Of(string text, string? model = null) => Of(ScenarioReader.Read(text, "test.yaml").Instantiate(model, InstanceOptions.Default));

    public static Oracle Of(ScenarioInstance instance)
    {
        var values = new long[instance.OutcomeNames.Count];
        return Oracle.Of(instance.Program, Outcome);

        string Outcome()
        {
            instance.ReadOutcome(values);
            return string.Join(' ', values);
        }
    }
}
