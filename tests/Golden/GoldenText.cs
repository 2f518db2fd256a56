using Xunit;

namespace RaceSim.Tests.Golden;

/// <summary>
/// Compares what a human reads with a committed text beside this file. <c>RACESIM_REFRESH_GOLDEN=1</c> writes the texts anew, for the diff to be
/// reviewed; it is refused where <c>CI</c> is set.
/// </summary>
internal static class GoldenText
{
    private const string Switch = "RACESIM_REFRESH_GOLDEN";

    /// <summary>Whether texts are written and not compared.</summary>
    public static bool IsRefreshing
    {
        get
        {
            var isOn = Environment.GetEnvironmentVariable(Switch) == "1";
            Assert.True(!isOn || Environment.GetEnvironmentVariable("CI") is null or "" or "false", $"{Switch} is refused in CI");
            return isOn;
        }
    }

    public static void Check(string name, string actual) => CheckFile(Path.Combine("tests", "Golden", name + ".txt"), actual);

    /// <summary>The same for a document that is written from the catalogue.</summary>
    public static void CheckFile(string file, string actual)
    {
        var path = Path.Combine(Repository.Root, file);
        var text = actual.ReplaceLineEndings("\n");
        if (IsRefreshing)
        {
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"there is no {file}; {Switch}=1 writes it");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
