using RaceSim.Exploration;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Memory;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Mutants;

/// <summary>Walks through an unmutated program at random and notes which mutations its places allow.</summary>
internal sealed class SiteSurvey
{
    private readonly Machine _machine;
    private readonly OperationMemory[] _memories;
    private readonly SortedDictionary<string, (SiteMutation Mutation, string Target)> _found = new(StringComparer.Ordinal);
    private readonly HashSet<SourceLabel> _undone = [];

    private SiteSurvey(Machine machine)
    {
        _machine = machine;
        _memories = [.. machine.Cpus.Select(cpu => new OperationMemory(cpu))];
    }

    /// <summary>The mutations of an instance, each with what it touches, in the order of functions and lines.</summary>
    /// <param name="instance">A fresh instance.</param>
    /// <param name="walks">How many walks, at least 1.</param>
    /// <param name="stepBound">Where a walk is given up.</param>
    public static IReadOnlyList<(SiteMutation Mutation, string Target)> Of(ScenarioInstance instance, int walks, int stepBound)
    {
        var survey = new SiteSurvey(instance.Machine);
        var sampler = new Pos(1);
        for (var i = 0; i < walks; i++)
        {
            survey.Walk(instance.Program, sampler, stepBound);
        }

        return [.. survey._found.Values.Select(f => (survey.Named(f.Mutation), f.Target))];
    }

    // Whether a write undoes something is known only after all walks: one such walk is enough.
    private SiteMutation Named(SiteMutation mutation) =>
        mutation.Kind == SiteMutationKind.DropWrite && _undone.Contains(mutation.Site) ? mutation with { Kind = SiteMutationKind.SkipUndo } : mutation;

    private void Walk(IProgram program, Pos sampler, int stepBound)
    {
        program.Reset();
        foreach (var memory in _memories)
        {
            memory.Clear();
        }

        sampler.Begin(program);
        for (var steps = 0; program.Enabled != 0 && program.Violation is null && steps < stepBound; steps++)
        {
            var actor = sampler.NextActor(program);
            var step = program.Next(actor);
            var memory = _memories[actor];
            memory.Refresh();
            Look(actor, step, memory);
            var old = memory.Note(step);
            program.Step(actor, step.Arity > 1 ? sampler.NextValue(step.Arity) : 0);
            memory.Noted(step, old);
        }
    }

    private void Look(int actor, in Operation step, OperationMemory memory)
    {
        if (_machine.Cpus[actor].Buffer is not null)
        {
            LookAtBuffered(step);
            return;
        }

        switch (step.Kind)
        {
            case OperationKind.Acquire or OperationKind.TryAcquire:
                Add(SiteMutationKind.DropLock, step);
                Add(SiteMutationKind.DuplicateLock, step);
                break;
            case OperationKind.Release:
                LookAtRelease(step, memory);
                break;
            case OperationKind.Load:
                if (memory.TryRecall(step.Cell, out var value) && (value != _machine.Cells.Read(step.Cell) || !memory.IsLockedSinceSeen(step.Cell)))
                {
                    Add(SiteMutationKind.DropRecheck, step);
                }

                break;
            case OperationKind.Store or OperationKind.ReadModifyWrite:
                LookAtWrite(actor, step, memory);
                break;
            case OperationKind.Flush:
                Add(SiteMutationKind.DropFlush, step);
                if (MutatedProgram.Pages(step) > 1)
                {
                    Add(SiteMutationKind.OneTooFew, step);
                }

                break;
            case OperationKind.Fence:
                Add(SiteMutationKind.DropBarrier, step);
                break;
        }
    }

    // A store buffer looks at each step when it is announced, so none can be put in another's place there: only what leaves a step out is done.
    private void LookAtBuffered(in Operation step)
    {
        switch (step.Kind)
        {
            case OperationKind.BufferedStore or OperationKind.ReadModifyWrite:
                Add(SiteMutationKind.DropWrite, step);
                break;
            case OperationKind.Flush:
                Add(SiteMutationKind.DropFlush, step);
                break;
            case OperationKind.Fence:
                Add(SiteMutationKind.DropBarrier, step);
                break;
        }
    }

    private void LookAtRelease(in Operation release, OperationMemory memory)
    {
        if (memory.LastAccess.Kind != OperationKind.None && memory.HeldAtLastAccess.LastIndexOf(release.Lock) is >= 0 and var place)
        {
            var later = memory.HeldAtLastAccess.Count - 1 - place;
            Add(new SiteMutation(SiteMutationKind.UnlockEarly, memory.LastAccess.Label, Lock: later), MutationTarget.OfLock(_machine, release.Lock));
        }
    }

    private void LookAtWrite(int actor, in Operation write, OperationMemory memory)
    {
        Add(SiteMutationKind.DropWrite, write);
        if (memory.IsUndo(write))
        {
            _undone.Add(write.Label);
        }

        var first = memory.LastWrite;
        if (first.Kind != OperationKind.None && first.Label != write.Label && first.Cell != write.Cell && IsCounter(first) && IsCounter(write))
        {
            Add(
                new SiteMutation(SiteMutationKind.SwapUpdates, first.Label, write.Label),
                $"{MutationTarget.Of(_machine, first)}, {MutationTarget.Of(_machine, write)}");
        }

        var isBatch = write.Kind == OperationKind.ReadModifyWrite && _machine.Cpus[actor].AnnouncedUpdate == RmwKind.Add && Math.Abs(write.Operand) > 1;
        if (isBatch || memory.Continues(write))
        {
            Add(SiteMutationKind.OneTooFew, write);
        }

        if (memory.Run > 0 && memory.LastAccess.Label == write.Label && write.Cell == memory.LastAccess.Cell + 1 && MutatedProgram.IsInRange(_machine, write.Cell, write.Cell + 1))
        {
            Add(SiteMutationKind.OneTooMany, write);
        }
    }

    private bool IsCounter(in Operation write) => write.Order != MemoryOrder.Plain && _machine.Cells.Format(write.Cell) is CellFormat.Integer or CellFormat.SwapCount;

    private void Add(SiteMutationKind kind, in Operation step) => Add(new SiteMutation(kind, step.Label), MutationTarget.Of(_machine, step));

    private void Add(SiteMutation mutation, string target) =>
        _found.TryAdd($"{mutation.Site.Member} {mutation.Site.Line:00000} {mutation.Kind:D} {mutation.Lock} {mutation.Partner.Member} {mutation.Partner.Line:00000}", (mutation, target));
}
