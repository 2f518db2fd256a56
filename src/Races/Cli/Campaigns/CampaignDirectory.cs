using RaceSim.Scenarios;
using RaceSim.Scenarios.Campaigns;

namespace RaceSim.Cli.Campaigns;

/// <summary>
/// The directory of a campaign: one checkpoint for each shard that it holds, the one before each, and a lock that keeps other processes out. A
/// checkpoint is replaced by a rename of a file that is complete on the disk, so there is a whole one at any moment.
/// </summary>
internal sealed class CampaignDirectory : IDisposable
{
    private const string LockName = "lock";
    private const string Json = ".json";
    private const string New = ".new";
    private const string Previous = ".previous";

    private readonly string _path;
    private readonly FileStream _lock;

    private CampaignDirectory(string path, FileStream held)
    {
        _path = path;
        _lock = held;
    }

    /// <summary>Makes the directory if there is none, and keeps others out until it is disposed of.</summary>
    /// <exception cref="InputException">It cannot be made, or another process has it.</exception>
    public static CampaignDirectory Open(string path)
    {
        InputFile.CreateDirectory(path);
        try
        {
            return new CampaignDirectory(path, new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            throw new InputException("is in use by another racesim, which goes on undisturbed", path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be written to: {fault.Message}", path);
        }
    }

    /// <summary>The shards in a directory, each with its file, by their files' names. Needs no lock.</summary>
    /// <exception cref="InputException">One of them cannot be read.</exception>
    public static IReadOnlyList<(CampaignState State, string File)> Load(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new InputException("there is no such directory", path);
        }

        var names = Guarded(path, "cannot be read", () => Directory.EnumerateFiles(path, "shard-*").Select(file => Path.GetFileName(file)).ToList())
            .Select(name => name.EndsWith(Previous, StringComparison.Ordinal) ? name[..^Previous.Length] : name)
            .Where(name => name.EndsWith(Json, StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal);
        return [.. names.Select(name => Path.Combine(path, name)).Select(file => (LoadFile(file), file))];
    }

    /// <summary>Replaces the checkpoint of a shard.</summary>
    /// <exception cref="InputException">It cannot be written; the one before is as it was.</exception>
    public void Save(CampaignState state)
    {
        var file = FileOf(state.Shard);
        var bytes = CampaignFormat.Write(state);
        try
        {
            WriteThrough(file + New, bytes);
            if (File.Exists(file))
            {
                File.Move(file, file + Previous, overwrite: true);
            }

            File.Move(file + New, file, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            TryDelete(file + New);
            var kept = File.Exists(file) || File.Exists(file + Previous) ? "the checkpoint before it is kept, and the same command goes on from there" : "nothing had been recorded yet";
            throw new InputException($"the checkpoint cannot be written: {fault.Message.TrimEnd('.')}; {kept}", file);
        }
    }

    /// <summary>The file of a shard.</summary>
    public string FileOf(Shard shard) => Path.Combine(_path, $"shard-{shard.Number}-of-{shard.Count}{Json}");

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    // Killed between the two renames, a process leaves the checkpoint before the last under its second name only.
    private static CampaignState LoadFile(string file)
    {
        var found = File.Exists(file) ? file : file + Previous;
        try
        {
            return CampaignFormat.Read(Guarded(found, "cannot be read", () => File.ReadAllBytes(found)), found);
        }
        catch (InputException fault) when (found == file && File.Exists(file + Previous))
        {
            throw new InputException($"{fault.Message}; the checkpoint before it is in {file}{Previous}: move it here to go on from there", file);
        }
    }

    // EAGAIN on Linux and on macOS; a sharing violation on Windows.
    private static bool IsHeld(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static void WriteThrough(string file, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is left is overwritten by the next checkpoint.
        }
    }

    private static T Guarded<T>(string path, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{what}: {fault.Message.TrimEnd('.')}", path);
        }
    }
}
