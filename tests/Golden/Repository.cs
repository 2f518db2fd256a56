namespace RaceSim.Tests.Golden;

/// <summary>Where the sources are: above the folder the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RaceSim.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("RaceSim.sln is not above the tests");
    }
}
