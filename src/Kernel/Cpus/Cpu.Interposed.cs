using RaceSim.Steps;

namespace RaceSim.Kernel.Cpus;

/// <summary>Steps done in the place of an announced one: how a mutant changes a path that knows nothing of it.</summary>
public sealed partial class Cpu
{
    private PathBox? _interposed;

    /// <summary>How many paths have been started here since the last reset: tells one operation of a thread from the next.</summary>
    public int OperationsBegun { get; private set; }

    /// <summary>Whether the announced step belongs to an interposed path.</summary>
    public bool IsInterposed => _interposed is not null && ReferenceEquals(_interposed, _current);

    /// <summary>The kind of the announced atomic update; means nothing while another step is announced.</summary>
    public RmwKind AnnouncedUpdate => _rmw;

    /// <summary>
    /// Sets the announced step aside and has another path run in its place; the path that announced it goes on when that has ended, and takes <see cref="Result"/> for the result
    /// of its own step.
    /// </summary>
    /// <param name="path">At least one step; awaits steps only, no other paths.</param>
    public void Interpose(Func<Cpu, SavedStep, KernelPath> path)
    {
        var resumed = _current;
        var box = path(this, new SavedStep(Next, _rmw, _expected, _effect, Argument, Argument2)).Box;
        box!.Parent = resumed;
        _interposed = box;
    }

    /// <summary>Announces a step that was set aside.</summary>
    public StepAwaiter Repeat(SavedStep step)
    {
        Next = step.Operation;
        _rmw = step.Update;
        _expected = step.Expected;
        Argument = step.Argument;
        Argument2 = step.Argument2;
        if (Next.Kind > OperationKind.Choose)
        {
            _effect = step.Effect;
            _effect!.Announce(this, ref Next); // What the footprint depends on may have changed.
        }

        _announced = true;
        return new StepAwaiter(this);
    }

    private void ForgetInterposed()
    {
        _interposed = null;
        OperationsBegun = 0;
    }
}
