using System.Text;
using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>Reads and writes the user's files; every fault is one line.</summary>
internal static class InputFile
{
    private const long MostBytes = 256L << 20;

    /// <summary>Whether an argument means a file rather than a name.</summary>
    public static bool IsPath(string argument) =>
        argument.Contains('/') || argument.Contains(Path.DirectorySeparatorChar)
        || argument.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || argument.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
        || File.Exists(argument);

    /// <summary>The file's text.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InputException("is a directory; expected a file", path);
        }

        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length > MostBytes ? throw new InputException("is too large", path) : File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception fault) when (IsFile(fault))
        {
            throw new InputException(fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"cannot be read: {fault.Message}", path);
        }
    }

    /// <summary>Makes sure, before a long run, that a file can be written after it.</summary>
    public static void CheckWritable(string path)
    {
        var isNew = !File.Exists(path);
        Guarded(path, () =>
        {
            using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (isNew)
            {
                File.Delete(path);
            }
        });
    }

    /// <summary>Makes sure that a directory exists.</summary>
    public static void CreateDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (IsFile(fault))
        {
            throw new InputException($"cannot be made a directory: {fault.Message}", path);
        }
    }

    /// <summary>Writes a file.</summary>
    public static void Write(string path, string text) => Guarded(path, () => File.WriteAllText(path, text));

    private static void Guarded(string path, Action write)
    {
        if (path.Length == 0)
        {
            throw new InputException("the name of the file to write is empty");
        }

        if (Directory.Exists(path))
        {
            throw new InputException("is a directory; expected a file to write", path);
        }

        if (File.Exists(path) && Path.GetExtension(path) is ".yaml" or ".yml")
        {
            throw new InputException("is a scenario or a gate's file, which nothing overwrites; name another file to write", path);
        }

        try
        {
            write();
        }
        catch (Exception fault) when (IsFile(fault))
        {
            throw new InputException(fault is DirectoryNotFoundException ? "cannot be written: its directory does not exist" : $"cannot be written: {fault.Message}", path);
        }
    }

    private static bool IsFile(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or System.Security.SecurityException;
}
