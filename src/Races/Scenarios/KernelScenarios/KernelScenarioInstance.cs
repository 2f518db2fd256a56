using System.Globalization;
using RaceSim.Actors;
using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Kernel.Paths;
using RaceSim.Scenarios.Films;
using RaceSim.Scenarios.Invariants;
using RaceSim.Steps;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>A scenario over kernel paths made runnable: one kernel on one machine.</summary>
internal sealed class KernelScenarioInstance : ScenarioInstance
{
    private readonly KernelScenario _scenario;
    private readonly KernelInstance _kernel;
    private readonly Cell[] _outcome;

    public KernelScenarioInstance(KernelScenario scenario, KernelBuild build, InstanceOptions options)
    {
        _scenario = scenario;
        Build = build.Name;
        Machine = new Machine();
        _kernel = new KernelInstance(Machine, scenario.Constants, build, scenario.Options) { HasMirror = scenario.Threads.SelectMany(t => t.Operations).Any(o => o.Word == OperationWord.Mirror) };
        InitialState.Create(scenario, _kernel);
        var (plans, begun) = CreateThreads(options.Without);
        var monitor = new InvariantMonitor(_kernel);
        foreach (var invariant in InvariantCatalogue.All.Where(i => options.Invariants?.Contains(i.Id) ?? true))
        {
            invariant.Attach(_kernel, new Watch(_kernel, monitor, invariant.Id));
        }

        if (monitor.InitialFault() is { } fault)
        {
            throw scenario.Place.Error($"the initial state breaks {fault.Id} before the first step on {build.Name}: {fault.Seen}");
        }

        var model = build.MemoryModel ?? scenario.Options.MemoryModel;
        Machine.AddStoreBuffers(model, scenario.Threads.Count, Machine.Cells.Count);
        Model = new ActorModel(Machine, plans, begun, options.Invariants is { Count: 0 } ? null : monitor);
        Program = Host(options.Hosting);
        _outcome = [.. Mappings.Pages(_kernel).SelectMany(t => Enumerable.Range(0, t.Count).Select(i => t.Entries.At(i)))];
        OutcomeNames = [.. _outcome.Select(c => Machine.Cells.Name(c.Id))];
    }

    /// <inheritdoc/>
    public override ActorModel Model { get; }

    /// <inheritdoc/>
    public override IProgram Program { get; }

    /// <inheritdoc/>
    public override Machine Machine { get; }

    /// <inheritdoc/>
    public override string? Build { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutcomeNames { get; }

    /// <inheritdoc/>
    internal override KernelInstance? Kernel => _kernel;

    /// <inheritdoc/>
    public override void ReadOutcome(Span<long> values)
    {
        for (var i = 0; i < _outcome.Length; i++)
        {
            values[i] = Machine.Cells.Read(_outcome[i]);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<StatePanel> Panels => new KernelPanels(_kernel, Text).All();

    /// <inheritdoc/>
    public override string Text(int cell, long value) => Machine.Cells.Format(cell) switch
    {
        CellFormat.Pte or CellFormat.Translation => EntryText(new Pte(value)),
        CellFormat.SwapCount => SwapCountText(value),
        CellFormat.Pmd => new Pmd(value).ToString(),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string SwapCountText(long value) => value < 0
        ? value.ToString(CultureInfo.InvariantCulture)
        : $"{value & ~(SwapMap.HasCache | SwapMap.Continued)}{((value & SwapMap.Continued) != 0 ? " continued" : string.Empty)}{((value & SwapMap.HasCache) != 0 ? " cached" : string.Empty)}";

    // Folio and page say more to a reader than a frame number.
    private string EntryText(Pte pte)
    {
        var text = pte.ToString();
        var (folio, page) = _kernel.Frame(pte.Pfn);
        if (pte is { IsPresent: true, Pfn: KernelInstance.DriverPfn })
        {
            return text.Replace($"pfn {pte.Pfn}", "a driver's frame", StringComparison.Ordinal);
        }

        return folio is null || pte.Kind is PteKind.None or PteKind.Swap or PteKind.Marker ? text : text.Replace($"pfn {pte.Pfn}", folio.IsLarge ? $"{folio.Name}[{page}]" : folio.Name, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<PlannedText> Operations =>
        [.. _scenario.Threads.SelectMany((thread, actor) => thread.Operations.Select((operation, index) => new PlannedText(actor, index, operation.Node.AsText("an operation"))))];

    private (List<List<ThreadPlan>> Plans, List<int> Begun) CreateThreads(IReadOnlySet<(int Actor, int Index)> without)
    {
        var plans = _scenario.Processes.Select(_ => new List<ThreadPlan>()).ToList();
        plans.Add([]); // Kernel threads form a process of their own.
        for (var i = 0; i < _scenario.Threads.Count; i++)
        {
            var thread = _scenario.Threads[i];
            var process = _scenario.Processes.ToList().FindIndex(p => p.Name == thread.Process);
            var cpu = Machine.Cpus[i];
            var operations = thread.Operations.Where((_, index) => !without.Contains((i, index))).Select(o => Plan(o)).ToList();
            plans[process < 0 ? plans.Count - 1 : process].Add(new ThreadPlan(cpu.Id, operations));
        }

        var begun = Enumerable.Range(0, plans.Count).Where(i => i == plans.Count - 1 || !_scenario.Processes[i].IsForked).ToList();
        return (plans, begun);
    }

    private PlannedOperation Plan(OperationText operation)
    {
        var path = operation.Word switch
        {
            OperationWord.Fork => SystemCalls.Fork(_kernel.Mms[ProcessIndex(operation.Name)]),
            OperationWord.Load => SystemCalls.Load(operation.From),
            OperationWord.Store => SystemCalls.Store(operation.From, operation.Value),
            OperationWord.Dontneed => SystemCalls.MadviseDontneed(operation.From, operation.To),
            OperationWord.PopulateRead => SystemCalls.PopulateRead(operation.From),
            OperationWord.PopulateWrite => SystemCalls.PopulateWrite(operation.From),
            OperationWord.Pin => SystemCalls.PinUserPages(operation.From, operation.HasValue ? operation.Value : null),
            OperationWord.DeviceRead => SystemCalls.DeviceAccess(operation.From, isStore: false),
            OperationWord.DeviceWrite => SystemCalls.DeviceAccess(operation.From, isStore: true),
            OperationWord.WriteBack => SystemCalls.WriteBack(FolioNamed(operation.Name), operation.From),
            OperationWord.Migrate => SystemCalls.Migrate(FolioNamed(operation.Name), FolioNamed(operation.Target), operation.From),
            OperationWord.Restore => SystemCalls.RestoreMigrated(FolioNamed(operation.Name), operation.From),
            OperationWord.Pageout => SystemCalls.MadvisePageout(FolioNamed(operation.Name), operation.From),
            OperationWord.PageoutPage => SystemCalls.MadvisePageoutPage(operation.From),
            OperationWord.Lazyfree => SystemCalls.DiscardLazyfree(_kernel.Mms[operation.To], FolioNamed(operation.Name), operation.From),
            OperationWord.Split => SystemCalls.SplitDeferred(FolioNamed(operation.Name), operation.From),
            OperationWord.Reclaim => SystemCalls.Reclaim(FolioNamed(operation.Name), operation.From),
            OperationWord.HardwareRead => SystemCalls.HardwareAccess(_kernel.Mms[operation.To], operation.From, isStore: false),
            OperationWord.HardwareWrite => SystemCalls.HardwareAccess(_kernel.Mms[operation.To], operation.From, isStore: true),
            OperationWord.Exit => SystemCalls.Exit(),
            OperationWord.Mirror => SystemCalls.Mirror(_kernel.Mms[operation.To], operation.From),
            OperationWord.Mremap => SystemCalls.Mremap(operation.From, operation.To),
            OperationWord.InsertPage => SystemCalls.InsertPage(operation.From, FolioNamed(operation.Name)),
            OperationWord.InsertPfn => SystemCalls.InsertPage(operation.From, null),
            OperationWord.RemapPfn => SystemCalls.RemapPfnRange(operation.From, operation.To),
            OperationWord.SplitVma => SystemCalls.SplitVma(operation.From),
            OperationWord.Swapoff => SystemCalls.Swapoff(_kernel.Mms[operation.To]),
            OperationWord.Unpin => SystemCalls.Unpin(FolioNamed(operation.Name)),
            OperationWord.GupGet => SystemCalls.GetUserPage(operation.From),
            OperationWord.GupPin => SystemCalls.PinUserPage(operation.From),
            OperationWord.GupRead => SystemCalls.ReadHeld(),
            OperationWord.GupWrite => SystemCalls.WriteHeld(operation.Value),
            OperationWord.GupPut => SystemCalls.PutHeld(),
            OperationWord.KsmMerge => SystemCalls.KsmMerge(_kernel.Mms[operation.To], FolioNamed(operation.Name), operation.From, FolioNamed(operation.Other)),
            OperationWord.Lock => SystemCalls.LockPage(FolioNamed(operation.Name)),
            OperationWord.PageReferenced => SystemCalls.PageReferenced(FolioNamed(operation.Name), operation.From),
            OperationWord.SplitPmd => SystemCalls.SplitPmd(operation.From),
            OperationWord.EndWriteback => SystemCalls.EndWriteback(FolioNamed(operation.Name)),
            _ => SystemCalls.KsmScan(_kernel.Mms[operation.To], FolioNamed(operation.Name), operation.From),
        };
        if (operation.Word != OperationWord.Fork)
        {
            return new PlannedOperation(path);
        }

        var child = _kernel.Mms[ProcessIndex(operation.Name)];
        return new PlannedOperation(path, child.Id) { Begun = () => Machine.Cells.Read(child.Linked) != 0 }; // A fork that failed has unlinked it again.
    }

    private int ProcessIndex(string name) => _scenario.Processes.ToList().FindIndex(p => p.Name == name);

    private Folio FolioNamed(string name) => _kernel.Folios.First(f => f.Name == name);
}
