using RaceSim.Cli;
using RaceSim.Tests.Golden;
using Xunit;

namespace RaceSim.Tests.Races.Cli;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("verify")]
    [InlineData("explore")]
    [InlineData("merge")]
    [InlineData("replay")]
    [InlineData("minimize")]
    [InlineData("explain")]
    [InlineData("compare")]
    [InlineData("report")]
    [InlineData("reproduce")]
    [InlineData("diff")]
    [InlineData("bench")]
    [InlineData("bench strategies")]
    [InlineData("mutants")]
    public void Help_is_the_committed_text(string command)
    {
        var run = command.Length == 0 ? Racesim.Run("--help") : Racesim.Run([.. command.Split(' '), "--help"]);
        Assert.Equal(ExitCode.AsExpected, run.Code);
        GoldenText.Check(command.Length == 0 ? "help" : $"help-{command.Replace(' ', '-')}", run.Out.Replace(AppDomain.CurrentDomain.FriendlyName, "racesim", StringComparison.Ordinal));
    }
}
