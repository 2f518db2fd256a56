using RaceSim.Cli;
using RaceSim.Scenarios;
using RaceSim.Tests.Races.Cli;
using Xunit;

namespace RaceSim.Tests.Races.Scenarios;

public sealed class CatalogueTests
{
    [Fact]
    public void Every_claim_of_the_catalogue_comes_out_as_expected()
    {
        var run = Racesim.Run("reproduce");
        Assert.True(run.Code == ExitCode.AsExpected, run.Out);
    }

    [Fact]
    public void A_scenario_is_found_by_its_name_or_its_claim_in_any_case()
    {
        Assert.Equal("reforder", ScenarioCatalogue.Find("REFORDER").Name);
        Assert.Equal("reforder", ScenarioCatalogue.Find("e01").Name);
        Assert.Contains("midfork-fault", ScenarioCatalogue.Select("E13").Select(e => e.Name));
    }

    [Fact]
    public void An_unknown_name_suggests_the_nearest()
    {
        var fault = Assert.Throws<InputException>(() => ScenarioCatalogue.Find("midfrok-fault"));
        Assert.Equal("there is no scenario 'midfrok-fault'; did you mean 'midfork-fault'?", fault.Message);
    }
}
