using System.Globalization;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>Reads a thread's operations: <c>fork C</c>, <c>load 3</c>, <c>store 3 = 7</c>, <c>dontneed 3 5</c>, <c>populate-write 3</c>, <c>pin 3</c>, <c>restore A at 4</c>, <c>ksm-scan A of Q at 0</c>, <c>reclaim A at 4</c>, <c>hardware-write P at 3</c>, <c>unpin A</c>, <c>lazyfree A of Q at 0</c>, <c>split A at 4</c>, <c>pageout A at 4</c>, <c>gup-get 3</c>, <c>gup-pin 3</c>, <c>gup-read</c>, <c>gup-write = 7</c>, <c>gup-put</c>, <c>ksm-merge A of Q at 0 into K</c>, <c>lock A</c>, <c>page-referenced A at 4</c>, <c>end-writeback A</c>, <c>split-pmd 0</c>, <c>write-back F at 0</c>, <c>migrate A to B at 4</c>, <c>device-read 3</c>.</summary>
internal sealed partial class OperationReader(IReadOnlyList<FolioText> folios, IReadOnlyList<ProcessText> processes, int ptesPerTable)
{
    private static readonly string[] Words = ["fork", "load", "store", "dontneed", "populate-read", "populate-write", "pin", "restore", "ksm-scan", "reclaim", "hardware-read", "hardware-write", "unpin", "lazyfree", "split", "pageout", "exit", "mirror", "mremap", "insert-page", "insert-pfn", "remap-pfn", "split-vma", "swapoff", "gup-get", "gup-pin", "gup-read", "gup-write", "gup-put", "ksm-merge", "lock", "page-referenced", "end-writeback", "split-pmd", "write-back", "migrate", "device-read", "device-write"];

    /// <summary>Reads one operation of a thread of <paramref name="process"/> (null: a kernel thread).</summary>
    public OperationText Read(YamlNode node, ProcessText? process)
    {
        var words = node.AsText("an operation").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            throw node.Error("expected an operation, found blanks");
        }

        var operation = words[0] switch
        {
            "fork" => Fork(node, words, process),
            "load" => new OperationText(OperationWord.Load, string.Empty, Page(node, words, 1), 0, 0, node),
            "store" => Store(node, words),
            "dontneed" => Dontneed(node, words),
            "populate-read" => new OperationText(OperationWord.PopulateRead, string.Empty, Page(node, words, 1), 0, 0, node),
            "populate-write" => new OperationText(OperationWord.PopulateWrite, string.Empty, Page(node, words, 1), 0, 0, node),
            "pin" => Pin(node, words),
            "device-read" => new OperationText(OperationWord.DeviceRead, string.Empty, Page(node, words, 1), 0, 0, node),
            "device-write" => new OperationText(OperationWord.DeviceWrite, string.Empty, Page(node, words, 1), 0, 0, node),
            "write-back" => WriteBack(node, words),
            "migrate" => Migrate(node, words),
            "restore" => Restore(node, words),
            "ksm-scan" => Scan(node, words, OperationWord.KsmScan),
            "lazyfree" => Scan(node, words, OperationWord.Lazyfree),
            "split" => Split(node, words),
            "reclaim" => Reclaim(node, words, OperationWord.Reclaim),
            "pageout" when words.Length == 2 => new OperationText(OperationWord.PageoutPage, string.Empty, Page(node, words, 1), 0, 0, node),
            "pageout" => Reclaim(node, words, OperationWord.Pageout),
            "hardware-read" => Hardware(node, words, OperationWord.HardwareRead),
            "hardware-write" => Hardware(node, words, OperationWord.HardwareWrite),
            "unpin" => Unpin(node, words),
            "exit" => new OperationText(OperationWord.Exit, string.Empty, 0, 0, 0, node),
            "mirror" => Hardware(node, words, OperationWord.Mirror),
            "mremap" or "insert-page" or "insert-pfn" or "remap-pfn" or "split-vma" or "swapoff" => TableOperation(node, words),
            "gup-get" => new OperationText(OperationWord.GupGet, string.Empty, Page(node, words, 1), 0, 0, node),
            "gup-pin" => new OperationText(OperationWord.GupPin, string.Empty, Page(node, words, 1), 0, 0, node),
            "gup-read" => new OperationText(OperationWord.GupRead, string.Empty, 0, 0, 0, node),
            "gup-write" => GupWrite(node, words),
            "gup-put" => new OperationText(OperationWord.GupPut, string.Empty, 0, 0, 0, node),
            "ksm-merge" => KsmMerge(node, words),
            "lock" => new OperationText(OperationWord.Lock, Folio(node, Word(node, words, 1, "a folio: 'lock A'")), 0, 0, 0, node),
            "page-referenced" => PageReferenced(node, words),
            "split-pmd" => new OperationText(OperationWord.SplitPmd, string.Empty, Page(node, words, 1), 0, 0, node),
            "end-writeback" => EndWriteback(node, words),
            _ => throw node.Error($"unknown operation '{YamlNode.Shortened(words[0])}'{NearestName.Hint(words[0], Words)}"),
        };
        Check(operation, process);
        return operation;
    }

    private void Check(OperationText operation, ProcessText? process)
    {
        var isKernel = operation.Word is OperationWord.Restore or OperationWord.KsmScan or OperationWord.Reclaim
            or OperationWord.HardwareRead or OperationWord.HardwareWrite or OperationWord.Unpin
            or OperationWord.Lazyfree or OperationWord.Split or OperationWord.Mirror or OperationWord.Swapoff
            or OperationWord.KsmMerge or OperationWord.Lock or OperationWord.EndWriteback or OperationWord.WriteBack or OperationWord.Migrate;
        if (isKernel != process is null)
        {
            throw operation.Node.Error(isKernel
                ? "this is done by a kernel thread; give the thread 'kernel: true' instead of a process"
                : "this is done by a process; give the thread 'process:'");
        }

        CheckTables(operation, process);
        if (operation.Word == OperationWord.SplitPmd && (process is not { Huge.Length: > 0 } || operation.From >= ptesPerTable))
        {
            throw operation.Node.Error("no PMD entry of the process maps a huge page there; give it 'huge: FOLIO'");
        }

        var isOfHeld = operation.Word is OperationWord.GupRead or OperationWord.GupWrite or OperationWord.GupPut;
        if (process is not null && operation.Word is not (OperationWord.Fork or OperationWord.Exit) && !isOfHeld)
        {
            var last = operation.Word is OperationWord.Dontneed or OperationWord.RemapPfn ? operation.To - 1 : operation.From;
            if (!process.Vmas.Any(v => operation.From >= v.Start && last < v.End))
            {
                throw operation.Node.Error($"page {operation.From} is in no VMA of {process.Name}");
            }

            var writes = operation.Word is OperationWord.Store or OperationWord.PopulateWrite or OperationWord.Pin or OperationWord.GupPin or OperationWord.DeviceWrite;
            if (writes && process.Vmas.Any(v => !v.IsWritable && operation.From >= v.Start && operation.From < v.End))
            {
                throw operation.Node.Error($"page {operation.From} of {process.Name} is in a VMA that is not writable: a kernel would answer SIGSEGV");
            }
        }
    }

    private static void CheckTables(OperationText operation, ProcessText? process)
    {
        var needsChange = operation.Word is OperationWord.Mremap or OperationWord.InsertPage or OperationWord.InsertPfn or OperationWord.RemapPfn or OperationWord.SplitVma;
        if (needsChange && process is { IsCowPte: false })
        {
            throw operation.Node.Error($"this is modelled where page tables change; give {process.Name} 'cow-pte: true'");
        }

        if (operation.Word == OperationWord.Mremap && process?.Vmas.Any(v => operation.To >= v.Start && operation.To < v.End) != true)
        {
            throw operation.Node.Error($"page {operation.To} is in no VMA of {process?.Name}: the destination's VMA stands there from the start");
        }
    }

    /// <summary>What only all threads together show: a child is forked once, a folio restored once.</summary>
    public static void CheckTogether(IReadOnlyList<ThreadText> threads)
    {
        foreach (var thread in threads)
        {
            var exit = thread.Operations.FirstOrDefault(o => o.Word == OperationWord.Exit);
            if (exit is not null && (exit != thread.Operations[^1] || threads.Any(t => t != thread && t.Process == thread.Process)))
            {
                throw exit.Node.Error("'exit' gives the address space up: it is the last operation of the only thread of its process");
            }
        }

        var once = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in threads.SelectMany(t => t.Operations).Where(o => o.Word is OperationWord.Fork or OperationWord.Restore or OperationWord.Unpin))
        {
            if (!once.Add($"{operation.Word} {operation.Name}"))
            {
                throw operation.Node.Error(operation.Word switch
                {
                    OperationWord.Fork => $"'{operation.Name}' is forked twice; name another process",
                    OperationWord.Restore => $"'{operation.Name}' is restored twice; one migrator holds one reference",
                    _ => $"'{operation.Name}' is unpinned twice; it has one pin",
                });
            }
        }
    }

    /// <summary>What a thread keeps of get_user_pages it keeps one at a time, and gives back in the end.</summary>
    public static void CheckHeld(IReadOnlyList<OperationText> operations)
    {
        var isKept = false;
        foreach (var operation in operations.Where(o => o.Word is OperationWord.GupGet or OperationWord.GupPin or OperationWord.GupRead or OperationWord.GupWrite or OperationWord.GupPut))
        {
            var takes = operation.Word is OperationWord.GupGet or OperationWord.GupPin;
            if (takes == isKept)
            {
                throw operation.Node.Error(takes ? "the thread still keeps a page; expected 'gup-put' before" : "the thread keeps no page; expected 'gup-get PAGE' or 'gup-pin PAGE' before");
            }

            isKept = operation.Word != OperationWord.GupPut;
        }

        if (isKept)
        {
            throw operations[^1].Node.Error("the thread ends and still keeps a page; expected 'gup-put' in the end");
        }
    }

    private static bool IsLaidOutAs(ProcessText parent, ProcessText child) =>
        parent.Pages == child.Pages && parent.Vmas.Where(v => !v.IsDontCopy).SequenceEqual(child.Vmas);

    private OperationText Fork(YamlNode node, string[] words, ProcessText? process)
    {
        var name = Word(node, words, 1, "the child's name: 'fork C'");
        var child = processes.FirstOrDefault(p => p.Name == name);
        if (child is null)
        {
            throw node.Error($"unknown process '{YamlNode.Shortened(name)}'{NearestName.Hint(name, [.. processes.Select(p => p.Name)])}");
        }

        if (!child.IsForked)
        {
            throw node.Error($"'{name}' has an address space of its own; a process that is forked says 'forked: true'");
        }

        if (process is not null && (process == child || !IsLaidOutAs(process, child)))
        {
            throw node.Error($"'{name}' is no copy of {process.Name}; a forked process has the VMAs of the first process in the file");
        }

        return new OperationText(OperationWord.Fork, name, 0, 0, 0, node);
    }

    private static OperationText Store(YamlNode node, string[] words)
    {
        var page = Page(node, words, 1);
        if (words.Length != 4 || words[2] != "=" || !int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw node.Error("a store reads 'store PAGE = VALUE', VALUE from 0 to 2147483647");
        }

        return new OperationText(OperationWord.Store, string.Empty, page, 0, value, node);
    }

    /// <summary>Operations that change tables other than by faults.</summary>
    private OperationText TableOperation(YamlNode node, string[] words)
    {
        switch (words[0])
        {
            case "mremap" when words.Length == 4 && words[2] == "to":
                return new OperationText(OperationWord.Mremap, string.Empty, Page(node, words, 1), Page(node, words, 3), 0, node);
            case "insert-page" when words.Length == 4 && words[2] == "at":
                return new OperationText(OperationWord.InsertPage, Folio(node, words[1]), Page(node, words, 3), 0, 0, node);
            case "insert-pfn" when words.Length == 2:
                return new OperationText(OperationWord.InsertPfn, string.Empty, Page(node, words, 1), 0, 0, node);
            case "split-vma" when words.Length == 2:
                return new OperationText(OperationWord.SplitVma, string.Empty, Page(node, words, 1), 0, 0, node);
            case "remap-pfn":
                return Dontneed(node, words) with { Word = OperationWord.RemapPfn };
            case "swapoff" when words.Length == 2 && processes.Any(p => p.Name == words[1] && p.IsCowPte):
                return new OperationText(OperationWord.Swapoff, string.Empty, 0, processes.ToList().FindIndex(p => p.Name == words[1]), 0, node);
            default:
                throw node.Error("expected 'mremap PAGE to PAGE', 'insert-page FOLIO at PAGE', 'insert-pfn PAGE', 'split-vma PAGE', 'remap-pfn FIRST LAST' or, of a process with 'cow-pte: true', 'swapoff PROCESS'");
        }
    }

    private static OperationText GupWrite(YamlNode node, string[] words)
    {
        if (words.Length != 3 || words[1] != "=" || !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw node.Error("a device's write to the kept page reads 'gup-write = VALUE', VALUE from 0 to 2147483647");
        }

        return new OperationText(OperationWord.GupWrite, string.Empty, 0, 0, value, node);
    }

    private OperationText KsmMerge(YamlNode node, string[] words)
    {
        if (words.Length != 8 || words[6] != "into")
        {
            throw node.Error("a merge reads 'ksm-merge FOLIO of PROCESS at PAGE into FOLIO'");
        }

        var stable = folios.First(f => f.Name == Folio(node, words[7]));
        if (!stable.IsKsm)
        {
            throw node.Error($"'{stable.Name}' is not in KSM's stable tree; give it 'ksm: true'");
        }

        return Scan(node, words[..6], OperationWord.KsmMerge) with { Other = stable.Name };
    }

    private OperationText PageReferenced(YamlNode node, string[] words)
    {
        if (words.Length != 4 || words[2] != "at")
        {
            throw node.Error("it reads 'page-referenced FOLIO at PAGE'");
        }

        var (folio, page) = FolioAt(node, words);
        return new OperationText(OperationWord.PageReferenced, folio.Name, page, 0, 0, node);
    }

    private OperationText EndWriteback(YamlNode node, string[] words)
    {
        var folio = folios.First(f => f.Name == Folio(node, Word(node, words, 1, "a folio: 'end-writeback A'")));
        return folio.IsUnderWriteback
            ? new OperationText(OperationWord.EndWriteback, folio.Name, 0, 0, 0, node)
            : throw node.Error($"'{folio.Name}' is not under writeback; give it 'writeback: true'");
    }

    private static OperationText Dontneed(YamlNode node, string[] words)
    {
        var from = Page(node, words, 1);
        var to = words.Length > 2 ? Page(node, words, 2) : from;
        if (to < from)
        {
            throw node.Error("a discard reads 'dontneed FIRST LAST' with LAST at least FIRST");
        }

        return new OperationText(OperationWord.Dontneed, string.Empty, from, to + 1, 0, node);
    }

    private static OperationText Pin(YamlNode node, string[] words)
    {
        var page = Page(node, words, 1);
        if (words.Length == 2)
        {
            return new OperationText(OperationWord.Pin, string.Empty, page, 0, 0, node);
        }

        var value = 0;
        if (words.Length != 4 || words[2] != "=" || !int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            throw node.Error("a pin reads 'pin PAGE', or 'pin PAGE = VALUE' if a device writes VALUE (0 to 2147483647) to the page");
        }

        return new OperationText(OperationWord.Pin, string.Empty, page, 0, value, node) { HasValue = true };
    }

    /// <summary>The folio and the page number of its first page, as a rmap walk would find it in every process.</summary>
    private (FolioText Folio, int Page) FolioAt(YamlNode node, string[] words)
    {
        var folio = folios.First(f => f.Name == Folio(node, words[1]));
        var page = Page(node, words, 3);
        foreach (var process in processes)
        {
            if (page + folio.Pages > process.Pages || page / ptesPerTable != (page + folio.Pages - 1) / ptesPerTable)
            {
                throw node.Error($"folio '{folio.Name}' at page {page} does not lie in one page table of {process.Name}");
            }
        }

        return (folio, page);
    }

    private OperationText Hardware(YamlNode node, string[] words, OperationWord word)
    {
        if (words.Length != 4 || words[2] != "at")
        {
            throw node.Error($"an access by the hardware reads '{words[0]} PROCESS at PAGE'");
        }

        var index = processes.ToList().FindIndex(p => p.Name == words[1]);
        if (index < 0)
        {
            throw node.Error($"unknown process '{YamlNode.Shortened(words[1])}'{NearestName.Hint(words[1], [.. processes.Select(p => p.Name)])}");
        }

        var page = Page(node, words, 3);
        return page < processes[index].Pages
            ? new OperationText(word, string.Empty, page, index, 0, node)
            : throw node.Error($"page {page} is beyond the {processes[index].Pages} pages of {processes[index].Name}");
    }

    private OperationText Unpin(YamlNode node, string[] words)
    {
        var folio = folios.First(f => f.Name == Folio(node, Word(node, words, 1, "a folio: 'unpin A'")));
        return folio.Pins > 0
            ? new OperationText(OperationWord.Unpin, folio.Name, 0, 0, 0, node)
            : throw node.Error($"'{folio.Name}' is not pinned; give it 'pins: 1'");
    }

    private OperationText Scan(YamlNode node, string[] words, OperationWord word)
    {
        if (words.Length != 6 || words[2] != "of" || words[4] != "at")
        {
            throw node.Error($"a scan reads '{words[0]} FOLIO of PROCESS at PAGE'");
        }

        var index = processes.ToList().FindIndex(p => p.Name == words[3]);
        if (index < 0)
        {
            throw node.Error($"unknown process '{YamlNode.Shortened(words[3])}'{NearestName.Hint(words[3], [.. processes.Select(p => p.Name)])}");
        }

        var page = Page(node, words, 5);
        if (page >= processes[index].Pages)
        {
            throw node.Error($"page {page} is beyond the {processes[index].Pages} pages of {processes[index].Name}");
        }

        return new OperationText(word, Folio(node, words[1]), page, index, 0, node);
    }

    private string Folio(YamlNode node, string name) => folios.Any(f => f.Name == name)
        ? name
        : throw node.Error($"unknown folio '{YamlNode.Shortened(name)}'{NearestName.Hint(name, [.. folios.Select(f => f.Name)])}");

    private static string Word(YamlNode node, string[] words, int index, string expected) =>
        index < words.Length ? words[index] : throw node.Error($"'{words[0]}' needs {expected}");

    private static int Page(YamlNode node, string[] words, int index)
    {
        var word = Word(node, words, index, "a page number");
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page < 1 << 20
            ? page
            : throw node.Error($"'{YamlNode.Shortened(word)}' is no page number; expected 0 to 1048575");
    }
}
