namespace RaceSim.Tests.Sketches;

/// <summary>How large generated sketches are at most.</summary>
/// <param name="Threads">The largest number of threads, at least 2.</param>
/// <param name="Cells">The largest number of cells.</param>
/// <param name="Locks">The largest number of locks.</param>
/// <param name="Least">A thread has at least so many steps, and at most four more.</param>
/// <param name="Schedules">The largest number of schedules.</param>
public sealed record SketchSize(int Threads, int Cells, int Locks, int Least, double Schedules)
{
    /// <summary>Whether barriers, releases and acquires are among the statements: for machines that obey them.</summary>
    public bool HasBarriers { get; init; }

    /// <summary>Two or three threads of two to four steps.</summary>
    public static SketchSize Usual { get; } = new(3, 3, 2, 2, SketchGenerator.MaximumSchedules);
}
