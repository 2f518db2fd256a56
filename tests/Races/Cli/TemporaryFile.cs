namespace RaceSim.Tests.Races.Cli;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string extension, string? text = null)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"racesim-{Guid.NewGuid():N}{extension}");
        if (text is not null)
        {
            File.WriteAllText(Path, text);
        }
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
