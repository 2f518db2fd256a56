using RaceSim.Hosts.Coyote;
using Xunit;

namespace RaceSim.Hosts.Coyote.Tests;

public sealed class ProfileTests
{
    public static TheoryData<string> Files => [.. Names];

    private static IEnumerable<string> Names => Directory.GetFiles(Path.Combine(Root, "coyote-configs")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "RaceSim.Hosts.sln")))
            {
                folder = folder.Parent;
            }

            return folder.FullName;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_profile_of_the_repository_is_read(string file)
    {
        var profile = ProfileReader.Read(File.ReadAllText(Path.Combine(Root, "coyote-configs", file)));
        Assert.NotNull(profile.Iterations);
        Assert.NotNull(profile.MaxSteps);
    }

    [Fact]
    public void There_is_a_profile_for_each_purpose() =>
        Assert.Equal(["ci.json", "nightly.json", "proof.json", "replay.json", "smoke.json"], Names);

    [Theory]
    [InlineData("", 1, 1, "not JSON: ")]
    [InlineData("[]", 1, 1, "expected an object")]
    [InlineData("{ \"strategy\": \"random\"", 1, 23, "not JSON: ")]
    [InlineData("{ }", 1, 1, "'strategy' is missing")]
    [InlineData("{\n  \"strategy\": \"randm\" }", 2, 15, "there is no strategy 'randm'; known: random, ")]
    [InlineData("{ \"strategy\": 5 }", 1, 15, "'strategy' must be a text")]
    [InlineData("{ \"strategy\": \"random\", \"iterations\": 0 }", 1, 39, "'iterations' must be a whole number from 1 to 4294967295")]
    [InlineData("{ \"strategy\": \"random\", \"seed\": 1.5 }", 1, 33, "'seed' must be a whole number from 0 to 4294967295")]
    [InlineData("{ \"strategy\": \"random\", \"sed\": 1 }", 1, 25, "unknown key 'sed'; known: ")]
    [InlineData("{ \"strategy\": \"random\", \"seed\": 1, \"seed\": 2 }", 1, 36, "'seed' is given twice")]
    [InlineData("{ \"strategy\": \"replay\" }", 1, 1, "'trace' belongs to the strategy 'replay'")]
    [InlineData("{ \"strategy\": \"dfs\", \"trace\": \"x\" }", 1, 1, "'trace' belongs to the strategy 'replay'")]
    public void A_bad_profile_says_where_and_what(string text, int line, int column, string message)
    {
        var fault = Assert.Throws<ProfileException>(() => ProfileReader.Read(text));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }
}
