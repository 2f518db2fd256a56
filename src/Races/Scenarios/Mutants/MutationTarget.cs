using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>What a mutated step touches, in a word that holds in every scenario: <c>refcount</c>, <c>pte</c>, <c>page-table-lock</c>.</summary>
internal static class MutationTarget
{
    /// <summary>The word for an announced step.</summary>
    public static string Of(Machine machine, in Operation operation) =>
        operation.Kind == OperationKind.Flush ? "tlb"
        : operation.Kind == OperationKind.BufferedStore ? OfCell(machine.Cells.Name(operation.Subject))
        : operation.Lock >= 0 ? OfLock(machine, operation.Lock)
        : operation.Cell >= 0 ? OfCell(machine.Cells.Name(operation.Cell))
        : operation.Order.ToString();

    /// <summary>The word for a lock: its class.</summary>
    public static string OfLock(Machine machine, int id) => machine.Lock(id).Class.ToString();

    // "P.pte[3]" is an entry like any other.
    private static string OfCell(string name)
    {
        var end = name.EndsWith(']') ? name.LastIndexOf('[') : name.Length;
        var begin = name.LastIndexOf('.', end - 1) + 1;
        return name[begin..end];
    }
}
