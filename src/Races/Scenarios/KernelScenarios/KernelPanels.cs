using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Films;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>The state of a simulated kernel as panels.</summary>
internal sealed class KernelPanels(KernelInstance kernel, Func<int, long, string> text)
{
    /// <summary>All panels, in their initial state.</summary>
    public IReadOnlyList<StatePanel> All() =>
    [
        .. kernel.Tables.Select(Table),
        .. (kernel.Pool?.Pages ?? []).Skip(kernel.Tables.Count).Select(SpareTable),
        .. kernel.Mms.Where(_ => kernel.Pool is not null).Select(Pmds),
        .. kernel.Folios.Select(Folio),
        .. kernel.Tlbs.All.Select(Tlb),
        .. kernel.Mms.Select(Counters),
        .. Swap(),
    ];

    private StatePanel Table(PageTable table)
    {
        var mm = table.Mm;
        var number = mm.Tables.Count > 1 ? $" {mm.Tables.IndexOf(table)}" : "";
        var pmd = Field("pmd", mm.Pmd(table.FirstVa));
        var entries = Enumerable.Range(0, table.Count).Select(i => Field($"{table.FirstVa + i}", table.Entries.At(i)));
        return new StatePanel(StatePanelKind.PageTable, $"{mm.Name} page table{number}", [.. entries, pmd], kernel.Constants.ContPtes);
    }

    private StatePanel SpareTable(TablePage page) =>
        new(StatePanelKind.PageTable, page.Name, [.. Enumerable.Range(0, page.Count).Select(i => Field($"{i}", page.Entries.At(i))), Field("refcount", page.Refcount), Field("freed", page.Freed)], kernel.Constants.ContPtes);

    private StatePanel Pmds(Mm mm) =>
        new(StatePanelKind.Counters, $"{mm.Name} PMD entries", [.. Enumerable.Range(0, mm.Slots).Select(slot => Field($"{slot}", mm.Pmds.At(slot)))]);

    private StatePanel Folio(Folio folio)
    {
        var fields = new List<StateField> { Field("refcount", folio.Refcount) };
        for (var page = 0; page < folio.Pages; page++)
        {
            var index = folio.IsLarge ? $"[{page}]" : "";
            fields.Add(Field($"mapcount{index}", folio.Mapcount(page)));
            fields.Add(Field($"AnonExclusive{index}", folio.AnonExclusive.At(page)));
            fields.Add(Field($"data{index}", folio.Content.At(page)));
        }

        fields.Add(Field("pincount", folio.Pincount));
        return new StatePanel(StatePanelKind.Folio, $"folio {folio.Name}", fields);
    }

    private StatePanel Tlb(Tlb tlb) =>
        new(StatePanelKind.Tlb, $"TLB of CPU{tlb.Cpu.Processor} ({tlb.Mm.Name})", [.. Enumerable.Range(0, tlb.Mm.Pages).Select(va => Field($"{va}", tlb.Entries.At(va)))], kernel.Constants.ContPtes);

    private StatePanel Counters(Mm mm) =>
        new(StatePanelKind.Counters, $"{mm.Name} RSS", [.. Enum.GetValues<RssKind>().Select(kind => Field($"{kind}".ToLowerInvariant(), mm.Rss(kind)))]);

    private IEnumerable<StatePanel> Swap() =>
        kernel.Swap is { } swap
            ? [new StatePanel(StatePanelKind.Swap, "swap_map", [.. Enumerable.Range(0, swap.Slots).Select(slot => Field($"{slot}", swap.Counts.At(slot)))])]
            : [];

    private StateField Field(string label, Cell cell) => new(label, kernel.Cells.Name(cell.Id), text(cell.Id, kernel.Cells.Read(cell)));
}
