using RaceSim.Steps;

namespace RaceSim.Tests.Dpor;

/// <summary>A program whose steps are also put down in a <see cref="CanonicalForm"/>.</summary>
internal sealed class RecordingProgram(IProgram inner) : IProgram
{
    private readonly Operation[] _told = new Operation[inner.ActorCount];

    /// <summary>How a step is told to whoever asks for it, and not to the canonical form; null: as it is.</summary>
    public Func<Operation, Operation>? Tell { get; set; }

    /// <summary>The present execution.</summary>
    public CanonicalForm Form { get; } = new();

    public int ActorCount => inner.ActorCount;

    public int CellCount => inner.CellCount;

    public int LockCount => inner.LockCount;

    public ulong Enabled => inner.Enabled;

    public ulong Unfinished => inner.Unfinished;

    public Violation? Violation => inner.Violation;

    public IReadOnlyList<Violation> Violations => inner.Violations;

    public UInt128 Events => inner.Events;

    public ref readonly Operation Next(int actor)
    {
        if (Tell is null)
            return ref inner.Next(actor);

        _told[actor] = Tell(inner.Next(actor));
        return ref _told[actor];
    }

    public ReadOnlySpan<(int Actor, int Local)> EnabledBy(int actor) => inner.EnabledBy(actor);

    public void Reset()
    {
        inner.Reset();
        Form.Begin();
    }

    public void Step(int actor, int value)
    {
        Form.Add(actor, value, inner.Next(actor));
        inner.Step(actor, value);
    }

    public ulong Fingerprint() => inner.Fingerprint();

    public string ActorName(int actor) => inner.ActorName(actor);
}
