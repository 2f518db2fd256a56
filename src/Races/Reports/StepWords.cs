using RaceSim.Scenarios;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>How a step is said: as one word in a lane, and as a phrase in a sentence.</summary>
internal static class StepWords
{
    /// <summary>The word for a lane.</summary>
    public static string Verb(OperationKind kind) => kind switch
    {
        OperationKind.Load => "load",
        OperationKind.Store => "store",
        OperationKind.ReadModifyWrite => "rmw",
        OperationKind.Fence => "fence",
        OperationKind.Acquire => "lock",
        OperationKind.TryAcquire => "trylock",
        OperationKind.Release => "unlock",
        OperationKind.Peek => "peek",
        OperationKind.Choose => "choose",
        OperationKind.UserAccess => "user",
        OperationKind.Walk => "walk",
        OperationKind.Flush => "flush",
        OperationKind.FlushInterrupt => "irq flush",
        OperationKind.Allocate => "alloc",
        OperationKind.BufferedStore => "store",
        OperationKind.Forward => "load",
        OperationKind.Drain => "drain",
        _ => "step",
    };

    /// <summary>The step without its actor: <c>load X.mapcount</c>.</summary>
    public static string Short(OperationKind kind, string subject) => subject.Length > 0 ? $"{Verb(kind)} {subject}" : Verb(kind);

    /// <summary>The same of a step that was taken: one with an effect of its own has the effect's name.</summary>
    public static string Short(ReplayStep step, string on = "") =>
        step.Kind == OperationKind.Local && step.Value.Length > 0 ? step.Value : Short(step.Kind, on.Length > 0 ? on : step.Subject);

    /// <summary>What the step does, for a sentence: <c>reads X.mapcount as 3</c>.</summary>
    /// <param name="step">The step.</param>
    /// <param name="on">The cell that the sentence is about; empty for the step's own.</param>
    public static string Phrase(ReplayStep step, string on = "")
    {
        var change = step.Changes.FirstOrDefault(c => c.Cell == on && (step.Kind != OperationKind.Local || !StatePanels.IsBookkeeping(on))) ?? step.Changes.FirstOrDefault(c => c.Cell == step.Subject)
            ?? step.Changes.FirstOrDefault(c => !StatePanels.IsBookkeeping(c.Cell) && (step.Kind != OperationKind.UserAccess || c.Cell.Contains(".data", StringComparison.Ordinal)));
        return step.Kind switch
        {
            OperationKind.Load => $"reads {step.Subject} as {step.Value}",
            OperationKind.Acquire => step.Waits ? $"asks for {step.Subject}{Shared(step)} and has to wait" : $"takes {step.Subject}{Shared(step)}",
            OperationKind.TryAcquire => $"tries to take {step.Subject}, which is {step.Value}",
            OperationKind.BufferedStore => $"stores {step.Value} to {step.Subject}, which waits in its buffer",
            OperationKind.Forward => $"reads {step.Subject} as {step.Value} from its own buffer",
            OperationKind.Drain when step.Value.Length == 0 => $"has {step.Subject} given up",
            OperationKind.Release when step.Value.Length > 0 => $"gives {step.Subject} up, which waits in its buffer",
            OperationKind.Release => $"gives {step.Subject} up",
            OperationKind.Peek => $"looks whether {step.Subject} is contended: {step.Value}",
            OperationKind.Choose => $"takes the choice '{step.Value}'",
            OperationKind.Local when change is null && step.Value.Length > 0 => $"does its step '{step.Value}'",
            OperationKind.Allocate => "allocates",
            OperationKind.Flush => "flushes the TLBs",
            OperationKind.FlushInterrupt => "flushes its TLB for another CPU",
            OperationKind.Walk => "walks the page table into its TLB",
            OperationKind.UserAccess => $"makes a {(step.Value.Length > 0 ? step.Value : "user access")}{(step.Stale.Length > 0 ? $", which is stale ({step.Stale})" : "")}"
                + (change is null ? "" : $", and changes {change.Cell} from {change.Before} to {change.After}"),
            OperationKind.Fence => "passes a barrier",
            _ when change is not null => $"changes {change.Cell} from {change.Before} to {change.After}",
            OperationKind.Store or OperationKind.ReadModifyWrite or OperationKind.Drain => $"writes {step.Subject}, which stays {step.Value}",
            _ => "takes its next step",
        };
    }

    /// <summary>How a lock is taken, if it is taken for reading.</summary>
    public static string Shared(ReplayStep step) => step.IsShared ? " for reading" : "";

    /// <summary>Whether the step changes a cell, or has it changed as far as its word tells.</summary>
    public static bool Writes(ReplayStep step, string on) =>
        step.Changes.Any(c => c.Cell == on) || (step.Kind is OperationKind.Store or OperationKind.ReadModifyWrite or OperationKind.Drain && (on.Length == 0 || on == step.Subject));
}
