using RaceSim.Kernel.Builds;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Invariants;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>Reads a scenario over kernel paths (<c>docs/scenario-format.md</c>).</summary>
internal static class KernelScenarioReader
{
    private const int MostPages = 4096;
    private const string What = "a scenario";

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">Something is wrong; says where and what.</exception>
    public static Scenario Read(YamlMap root, string text, string file)
    {
        var expectations = Expectations(root.Required("builds", What));
        var header = ScenarioHeaderReader.Read(root, text, file, isSketch: false, expectations);
        var constants = Constants(root.Map("constants"));
        var swap = root.List("swap").Select(n => n.AsInteger("the count of a swap slot", 0, 1000)).ToList();
        var folios = Folios(root.Map("folios"), swap.Count);
        var processes = Processes(root.Required("processes", What), constants, new EntryNotation(folios, swap.Count));
        var spares = root.Map("spares");
        var scenario = new KernelScenario
        {
            Name = header.Name,
            Place = root.Required("processes", What),
            Constants = constants,
            Options = MachineOptionsReader.Read(root.Map("options"), processes) with { MemoryModel = MemoryModelReader.Read(root.Optional("memory-model")) ?? MemoryModel.Sc },
            Folios = folios,
            Processes = processes,
            Threads = Threads(root.Required("threads", What), folios, processes, constants.PtesPerTable),
            SwapCounts = swap,
            Spares = ((int)(spares?.Integer("pages", 0, 0, 64) ?? 0), (int)(spares?.Integer("blocks", 0, 0, 64) ?? 0)),
            SpareTables = (int)(spares?.Integer("tables", 0, 0, 8) ?? 0),
            Recycled = spares?.Integer("recycled", 0, 0, int.MaxValue) ?? 0,
            Builds = [.. expectations.Select(e => e.Build!)],
        };
        spares?.Finish();
        ScenarioHeaderReader.CheckWho(root, [.. scenario.Threads.Select(t => t.Name)]);
        CheckEvents(root.Optional("reaches"));
        root.Finish();
        ScenarioConsistency.Check(scenario, root.Node);
        return new Scenario(header, (build, options) => Instantiate(scenario, build, options));
    }

    private static KernelScenarioInstance Instantiate(KernelScenario scenario, string? build, InstanceOptions options)
    {
        var name = build ?? scenario.Builds[0];
        var found = KernelBuilds.Find(name) ?? throw UnknownBuild(name, message => new InputException(message));
        foreach (var id in options.Invariants ?? [])
        {
            if (InvariantCatalogue.Find(id) is null && id != "deadlock" && id != "lock")
            {
                throw new InputException($"unknown invariant '{id}'{NearestName.Hint(id, [.. InvariantCatalogue.All.Select(i => i.Id)])}");
            }
        }

        return ModelFault.Explained(scenario.Name, () => new KernelScenarioInstance(scenario, found, options));
    }

    private static InputException UnknownBuild(string name, Func<string, InputException> error)
    {
        var plus = name.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0 && KernelBuilds.Find(name[..plus]) is not null)
        {
            var mutation = name[(plus + 1)..];
            return error($"unknown mutation '{mutation}'{NearestName.Hint(mutation, [.. KernelBuilds.MutationNames, .. MemoryModels.Names])}");
        }

        return error($"unknown build '{name}'{NearestName.Hint(name, [.. KernelBuilds.All.Select(b => b.Name)])}");
    }

    private static List<Expectation> Expectations(YamlNode node)
    {
        var expectations = new List<Expectation>();
        foreach (var entry in node.AsEntries("builds"))
        {
            var name = entry.Key.AsText("a build's name");
            if (KernelBuilds.Find(name) is null)
            {
                throw UnknownBuild(name, message => entry.Key.Error(message));
            }

            expectations.Add(Expectation(name, entry.Value.AsMap("what is expected of the build")));
        }

        return expectations.Count > 0 ? expectations : throw node.Error("no builds; expected at least one");
    }

    private static Expectation Expectation(string build, YamlMap map)
    {
        var violates = map.Texts("violates");
        var holds = map.Texts("holds");
        foreach (var id in violates.Concat(holds))
        {
            if (InvariantCatalogue.Find(id) is null && id != "deadlock")
            {
                throw map.Node.Error($"unknown invariant '{YamlNode.Shortened(id)}'{NearestName.Hint(id, [.. InvariantCatalogue.All.Select(i => i.Id)])}");
            }
        }

        var isClean = map.Boolean("clean", holds.Count > 0);
        var observes = map.Texts("observes");
        CheckEvents(map.Optional("observes"));
        var avoids = map.Texts("avoids");
        CheckEvents(map.Optional("avoids"));
        var expectation = new Expectation(build, violates, observes, Stated(map.Optional("stated")), map.OptionalText("note"))
        {
            Differs = map.OptionalText("differs"),
            Holds = holds,
            Avoids = avoids,
            Line = map.Node.Line,
            Claim = map.OptionalText("claim"),
            Source = map.OptionalText("source"),
        };
        map.Finish();
        if (violates.Count > 0 && (isClean || observes.Count > 0 || avoids.Count > 0))
        {
            throw map.Node.Error("'violates' together with 'clean', 'holds', 'observes' or 'avoids'; an event is looked for only where nothing breaks");
        }

        return violates.Count > 0 || isClean || observes.Count > 0 || avoids.Count > 0
            ? expectation
            : throw map.Node.Error("expected one of 'violates: [I15]', 'clean: true', 'holds: [I15]', 'observes: [event]' or 'avoids: [event]'");
    }

    private static string Stated(YamlNode? node)
    {
        string[] known = [Scenarios.Expectation.BySource, Scenarios.Expectation.ByRaceSim];
        var stated = node?.AsText("'thread' or 'racesim'").Trim() ?? Scenarios.Expectation.BySource;
        return known.Contains(stated) ? stated : throw node!.Error($"'stated' is '{YamlNode.Shortened(stated)}'{NearestName.Hint(stated, known)}");
    }

    // An event that no path can reach would make every run vacuous, or an expectation impossible.
    private static void CheckEvents(YamlNode? node)
    {
        var machine = new Machine();
        _ = new KernelEvents(machine);
        foreach (var item in node?.AsOneOrMore() ?? [])
        {
            var name = item.AsText("an event").Trim();
            if (!machine.EventNames.Contains(name))
            {
                throw item.Error($"unknown event '{YamlNode.Shortened(name)}'{NearestName.Hint(name, machine.EventNames)}");
            }
        }
    }

    private static KernelConstants Constants(YamlMap? map)
    {
        if (map is null)
        {
            return new KernelConstants();
        }

        var preset = map.OptionalText("preset", "small");
        var defaults = preset switch
        {
            "small" => new KernelConstants(),
            "real" => KernelConstants.Real,
            _ => throw map.Optional("preset")!.Error($"unknown preset '{YamlNode.Shortened(preset)}'; expected 'small' or 'real'"),
        };
        var constants = new KernelConstants
        {
            PtesPerTable = (int)map.Integer("ptes-per-table", defaults.PtesPerTable, 1, MostPages),
            ContPtes = (int)map.Integer("cont-ptes", defaults.ContPtes, 1, 64),
            BreakThreshold = (int)map.Integer("break-threshold", defaults.BreakThreshold, 1, MostPages),
            ProgressNone = (int)map.Integer("progress-none", defaults.ProgressNone, 0, 100),
            ProgressCopied = (int)map.Integer("progress-copied", defaults.ProgressCopied, 0, 100),
            SwapMapMax = (int)map.Integer("swap-map-max", defaults.SwapMapMax, 1, 62),
            SwapContinuationMax = (int)map.Integer("swap-cont-max", defaults.SwapContinuationMax, 1, 127),
        };
        if (constants.PtesPerTable % constants.ContPtes != 0)
        {
            throw map.Node.Error($"'ptes-per-table' must be a multiple of 'cont-ptes' ({constants.ContPtes})");
        }

        map.Finish();
        return constants;
    }

    private static List<FolioText> Folios(YamlMap? map, int swapSlots)
    {
        var folios = new List<FolioText>();
        foreach (var name in map?.Keys ?? [])
        {
            var folio = map!.Optional(name)!.AsMap($"folio '{name}'");
            var pages = (int)folio.Integer("pages", 1, 1, 512);
            if (!int.IsPow2(pages))
            {
                throw folio.Node.Error($"folio '{name}' has {pages} pages; expected a power of two");
            }

            var slot = (int)folio.Integer("swap-slot", -1, 0, 1000);
            if (slot + pages > swapSlots && slot >= 0)
            {
                throw folio.Optional("swap-slot")!.Error($"swap slot {slot + pages - 1} is used, but 'swap:' lists the counts of {swapSlots} slots");
            }

            var isShmem = folio.Boolean("shmem", false);
            var isFile = folio.Boolean("file", false) || isShmem;
            if (isFile && slot >= 0)
            {
                throw folio.Optional("swap-slot")!.Error($"folio '{name}' is a file's; the swap cache is for anonymous memory");
            }

            folios.Add(new FolioText(name, pages, (int)folio.Integer("foreign-references", 0, 0, 100), slot, isFile)
            {
                IsShmem = isShmem,
                Pins = (int)folio.Integer("pins", 0, 0, 1),
                IsLazilyFree = folio.Boolean("lazily-free", false),
                IsKsm = folio.Boolean("ksm", false),
                IsUnderWriteback = folio.Boolean("writeback", false),
                SameAs = folio.OptionalText("same-data-as", string.Empty)!,
            });
            CheckFolio(folio, folios);
            folio.Finish();
        }

        return folios;
    }

    private static void CheckFolio(YamlMap map, List<FolioText> folios)
    {
        var folio = folios[^1];
        if (folio.IsKsm && (folio.Pages > 1 || folio.IsFile))
        {
            throw map.Optional("ksm")!.Error($"folio '{folio.Name}' is no single anonymous page; KSM merges those only");
        }

        if (folio.IsUnderWriteback && folio.SwapSlot < 0)
        {
            throw map.Optional("writeback")!.Error($"folio '{folio.Name}' is not in the swap cache, so it is not written to the swap device; give it a 'swap-slot'");
        }

        if (folio.SameAs.Length > 0 && !folios.Any(f => f.Name == folio.SameAs && f.Pages == folio.Pages && f != folio))
        {
            throw map.Optional("same-data-as")!.Error($"'{YamlNode.Shortened(folio.SameAs)}' is no folio of {folio.Pages} pages named before '{folio.Name}'");
        }
    }

    private static List<ProcessText> Processes(YamlNode node, KernelConstants constants, EntryNotation notation)
    {
        var processes = new List<ProcessText>();
        foreach (var entry in node.AsEntries("processes"))
        {
            var name = entry.Key.AsText("a process's name");
            processes.Add(Process(name, entry.Value.AsMap($"process '{name}'"), constants, notation, processes));
        }

        return processes;
    }

    private static ProcessText Process(
        string name, YamlMap map, KernelConstants constants, EntryNotation notation, List<ProcessText> before)
    {
        if (map.Boolean("forked", false))
        {
            map.Finish();
            var parent = before.FirstOrDefault() ?? throw map.Node.Error("a forked process stands after its parent");
            return parent with { Name = name, IsForked = true, HasExited = false, Entries = [], Vmas = [.. parent.Vmas.Where(v => !v.IsDontCopy)] };
        }

        if (map.Optional("shares") is { } sharer)
        {
            map.Finish();
            return Sharer(name, sharer, before);
        }

        var pages = (int)map.Integer("pages", constants.PtesPerTable, 1, MostPages);
        if (pages % constants.PtesPerTable != 0)
        {
            throw map.Node.Error($"'pages' must be a multiple of 'ptes-per-table' ({constants.PtesPerTable})");
        }

        var isCowPte = map.Boolean("cow-pte", false);
        var tables = isCowPte ? (int)map.Integer("tables", pages / constants.PtesPerTable, 1, pages / constants.PtesPerTable) : int.MaxValue;
        var hasExited = isCowPte && map.Boolean("exited", false);
        List<VmaText> vmas = [.. map.List("vmas").Select(v => Vma(v.AsMap("a VMA"), pages))];
        if (vmas.Count == 0)
        {
            vmas.Add(new VmaText(0, pages, true, false, false, false));
        }

        var entries = new List<EntryText>();
        ReadEntries(map.Optional("entries"), notation, entries);
        foreach (var entry in entries.Where(e => !vmas.Any(v => e.Va >= v.Start && e.Va < v.End)))
        {
            throw map.Node.Error($"the entry for page {entry.Va} of '{name}' is in no VMA");
        }

        foreach (var entry in entries.Where(e => e.Rights == EntryRights.Writable))
        {
            if (vmas.Any(v => !v.IsWritable && entry.Va >= v.Start && entry.Va < v.End))
            {
                throw map.Node.Error($"the entry for page {entry.Va} of '{name}' is writable, but its VMA is not");
            }
        }

        foreach (var entry in entries.Where(e => e.IsUffdWp && !vmas.Any(v => v.IsUffdWp && e.Va >= v.Start && e.Va < v.End)))
        {
            throw map.Node.Error($"the entry for page {entry.Va} of '{name}' is write-protected for userfaultfd, but its VMA is not 'uffd-wp'");
        }

        var huge = notation.Huge(map, map.OptionalText("huge", string.Empty)!, constants.PtesPerTable, entries);
        map.Finish();
        return new ProcessText(name, pages, false, vmas, entries) { IsCowPte = isCowPte, HasExited = hasExited, Tables = tables, Huge = huge };
    }

    // As its parent after a fork that shared the page tables.
    private static ProcessText Sharer(string name, YamlNode node, List<ProcessText> before)
    {
        var parentName = node.AsText("the process whose page tables are shared");
        var parent = before.FirstOrDefault(p => p.Name == parentName)
            ?? throw node.Error($"unknown process '{YamlNode.Shortened(parentName)}'{NearestName.Hint(parentName, [.. before.Select(p => p.Name)])}");
        if (!parent.IsCowPte || parent.SharesWith is not null)
        {
            throw node.Error($"the page tables of '{parentName}' cannot be shared; expected a process with 'cow-pte: true' and entries of its own");
        }

        return parent with { Name = name, SharesWith = parentName, HasExited = false };
    }

    private static VmaText Vma(YamlMap map, int pages)
    {
        var start = (int)map.Integer("start", 0, 0, pages);
        var end = (int)map.Integer("end", pages, 0, pages);
        if (end <= start)
        {
            throw map.Node.Error($"a VMA from {start} to {end}; expected 'end' above 'start'");
        }

        var vma = new VmaText(start, end, map.Boolean("writable", true), map.Boolean("shared", false), map.Boolean("uffd-wp", false), map.Boolean("dontcopy", false)) { File = map.OptionalText("file") is { Length: > 0 } file ? file : null, IsPfnMap = map.Boolean("pfnmap", false) };
        map.Finish();
        return vma;
    }

    private static void ReadEntries(YamlNode? node, EntryNotation notation, List<EntryText> entries)
    {
        if (node is null)
        {
            return;
        }

        if (node.Kind != YamlKind.Map)
        {
            notation.Read(node, 0, entries);
            return;
        }

        foreach (var entry in node.AsEntries("entries"))
        {
            notation.Read(entry.Value, (int)entry.Key.AsInteger("a page number", 0, MostPages), entries);
        }
    }

    private static List<ThreadText> Threads(YamlNode node, List<FolioText> folios, List<ProcessText> processes, int ptesPerTable)
    {
        var threads = new List<ThreadText>();
        var reader = new OperationReader(folios, processes, ptesPerTable);
        foreach (var entry in node.AsEntries("threads"))
        {
            var name = entry.Key.AsText("a thread's name");
            var map = entry.Value.AsMap($"thread '{name}'");
            var isKernel = map.Boolean("kernel", false);
            var process = isKernel ? null : map.Text("process", $"thread '{name}'");
            var owner = processes.FirstOrDefault(p => p.Name == process);
            if (process is not null && owner is null)
            {
                throw map.Required("process", "a thread")
                    .Error($"unknown process '{YamlNode.Shortened(process)}'{NearestName.Hint(process, [.. processes.Select(p => p.Name)])}");
            }

            var operations = map.Required("do", $"thread '{name}'").AsOneOrMore().Select(o => reader.Read(o, owner)).ToList();
            if (operations.Count == 0)
            {
                throw map.Node.Error($"thread '{name}' does nothing; expected an operation like 'load 3'");
            }

            OperationReader.CheckHeld(operations);
            map.Finish();
            threads.Add(new ThreadText(name, process, operations));
        }

        OperationReader.CheckTogether(threads);
        return threads.Count is > 0 and <= 8 ? threads : throw node.Error($"{threads.Count} threads; expected 1 to 8");
    }
}
