namespace RaceSim.Kernel.Memory;

/// <summary>A shared datum: a small stable number that names one place of the <see cref="CellStore"/>.</summary>
/// <param name="Id">Index into the store, from 0.</param>
public readonly record struct Cell(int Id)
{
    /// <summary>The cell <paramref name="offset"/> places after this one, in a block that was allocated as one.</summary>
    public Cell At(int offset) => new(Id + offset);
}
