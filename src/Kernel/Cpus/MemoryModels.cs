namespace RaceSim.Kernel.Cpus;

/// <summary>The memory models by name.</summary>
public static class MemoryModels
{
    /// <summary>The names, the strongest model first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<MemoryModel>().Select(Name)];

    /// <summary>What a file calls a model.</summary>
    public static string Name(this MemoryModel model) => model switch
    {
        MemoryModel.Tso => "tso",
        MemoryModel.Pso => "pso",
        _ => "sc",
    };

    /// <summary>The model of a name; null if there is none.</summary>
    public static MemoryModel? Find(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return (MemoryModel)i;
            }
        }

        return null;
    }
}
