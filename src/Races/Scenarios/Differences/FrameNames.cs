using RaceSim.Kernel.Memory;

namespace RaceSim.Scenarios.Differences;

/// <summary>
/// Numbers for page frames that do not depend on a build. A folio of the initial state keeps its own; a fresh one is numbered by the first entry that names
/// it, because which of its spare pages a CPU took is nobody's business.
/// </summary>
internal sealed class FrameNames
{
    private const int First = 1 << 20;
    private const int PagesOfOne = 1 << 12;

    private readonly KernelInstance _kernel;
    private readonly List<Folio> _fresh = [];

    /// <summary>Prepares for the folios of a kernel.</summary>
    public FrameNames(KernelInstance kernel) => _kernel = kernel;

    /// <summary>The fresh folios that some entry names, in the order of their numbers.</summary>
    public IReadOnlyList<Folio> Fresh => _fresh;

    /// <summary>Begins a new state.</summary>
    public void Clear() => _fresh.Clear();

    /// <summary>The number of a frame; numbers a fresh folio that is met for the first time.</summary>
    public int Number(int pfn)
    {
        var (folio, page) = _kernel.Frame(pfn);
        if (folio is null || !folio.IsSpare)
        {
            return pfn;
        }

        var index = _fresh.IndexOf(folio);
        if (index < 0)
        {
            index = _fresh.Count;
            _fresh.Add(folio);
        }

        return First + (index * PagesOfOne) + page;
    }

    /// <summary>What a reader calls the frame of a number.</summary>
    public string Text(int number)
    {
        if (number == KernelInstance.DriverPfn)
        {
            return "a driver's frame";
        }

        if (number < First)
        {
            var (folio, page) = _kernel.Frame(number);
            return folio is null ? (number == KernelInstance.ZeroPfn ? "zero page" : $"pfn {number}") : folio.IsLarge ? $"{folio.Name}[{page}]" : folio.Name;
        }

        var fresh = _fresh[(number - First) / PagesOfOne];
        return fresh.IsLarge ? $"{Name(fresh)}[{(number - First) % PagesOfOne}]" : Name(fresh);
    }

    /// <summary>What a reader calls a folio; a fresh one must have a number.</summary>
    public string Name(Folio folio) => folio.IsSpare ? FreshName(_fresh.IndexOf(folio)) : folio.Name;

    /// <summary>What a reader calls a fresh folio.</summary>
    public static string FreshName(int index) => $"fresh{index + 1}";
}
