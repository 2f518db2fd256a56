using RaceSim.Kernel.Memory;

namespace RaceSim.Kernel.Paths.Fork;

/// <summary>What one call of <c>copy_pte_range</c> works on, and the locals that its helpers share.</summary>
/// <param name="Source">The parent's table.</param>
/// <param name="Destination">The child's table.</param>
/// <param name="Vma">The parent's VMA.</param>
/// <param name="ChildVma">The child's VMA.</param>
/// <param name="End">One past the last page.</param>
internal readonly record struct ForkRange(PageTable Source, PageTable Destination, Vma Vma, Vma ChildVma, int End)
{
    /// <summary>The child's mm.</summary>
    public Mm Child => Destination.Mm;

    /// <summary>The parent's mm.</summary>
    public Mm Parent => Source.Mm;

    /// <summary>The entry for the child: clean if shared, old, without userfaultfd's bit unless the child's VMA has it.</summary>
    public Pte ForChild(Pte pte)
    {
        pte = Vma.IsShared ? pte.MakeClean() : pte;
        pte = pte.MakeOld();
        return ChildVma.IsUffdWp ? pte : pte.ClearUffdWp();
    }
}
