using RaceSim.Kernel.Memory;
using RaceSim.Scenarios;
using RaceSim.Steps;

namespace RaceSim.Tests.Kernel;

/// <summary>Steps a scenario by hand: this actor now, that one until it is about to do so and so.</summary>
internal sealed class Driver(string text, string build)
{
    private readonly ScenarioInstance _instance = ScenarioReader.Read(text, "f.yaml").Instantiate(build, InstanceOptions.Default);

    public IProgram Program => _instance.Program;

    public IReadOnlyList<string> Broken => [.. Program.Violations.Select(v => v.Invariant)];

    public int CellId(string cell) => Enumerable.Range(0, _instance.Machine.Cells.Count).Single(c => _instance.Machine.Cells.Name(c) == cell);

    public long Value(string cell) => _instance.Machine.Cells.Read(CellId(cell));

    public Pte Entry(string cell) => new(Value(cell));

    public bool IsEnabled(int actor) => (Program.Enabled & (1UL << actor)) != 0;

    public int Actor(string name) => Enumerable.Range(0, Program.ActorCount).Single(a => Program.ActorName(a).Contains(name, StringComparison.Ordinal));

    /// <summary>Steps an actor until its next step is <paramref name="kind"/>.</summary>
    public void Until(int actor, OperationKind kind)
    {
        while (Program.Next(actor).Kind != kind)
        {
            Step(actor);
        }
    }

    /// <summary>Steps an actor until it is about to give up a lock.</summary>
    public void UntilReleaseOf(int actor, string name)
    {
        while (Program.Next(actor).Kind != OperationKind.Release || _instance.Machine.Locks[Program.Next(actor).Lock].Name != name)
        {
            Step(actor);
        }
    }

    public void Step(int actor, int value = 0)
    {
        if (!IsEnabled(actor))
        {
            throw new InvalidOperationException($"{Program.ActorName(actor)} cannot step");
        }

        Program.Step(actor, value);
    }

    /// <summary>Steps one actor as far as it goes.</summary>
    public void Exhaust(int actor)
    {
        while (IsEnabled(actor))
        {
            Step(actor);
        }
    }

    /// <summary>Lets everybody run to the end, the lowest number first; what is left open is decided by 0. Calls back before each step.</summary>
    public void Finish(Action<int>? before = null)
    {
        while (Program.Enabled != 0)
        {
            var actor = System.Numerics.BitOperations.TrailingZeroCount(Program.Enabled);
            before?.Invoke(actor);
            Program.Step(actor, 0);
        }
    }
}
