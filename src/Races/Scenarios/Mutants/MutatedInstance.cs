using RaceSim.Actors;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>An instance whose program is mutated at one place.</summary>
internal sealed class MutatedInstance(ScenarioInstance inner, SiteMutation mutation) : ScenarioInstance
{
    public override IProgram Program { get; } = new MutatedProgram(inner.Program, inner.Machine, mutation);

    public override ActorModel Model => inner.Model;

    public override Machine Machine => inner.Machine;

    public override string? Build => inner.Build;

    internal override KernelInstance? Kernel => inner.Kernel;

    public override IReadOnlyList<string> OutcomeNames => inner.OutcomeNames;

    public override IReadOnlyList<StatePanel> Panels => inner.Panels;

    public override void ReadOutcome(Span<long> values) => inner.ReadOutcome(values);

    public override string Text(int cell, long value) => inner.Text(cell, value);
}
