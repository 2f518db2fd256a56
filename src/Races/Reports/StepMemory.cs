using RaceSim.Scenarios;
using RaceSim.Scenarios.Films;
using RaceSim.Steps;

namespace RaceSim.Reports;

/// <summary>What a step read or changed, in the kernel's notation.</summary>
internal static class StepMemory
{
    // Who was waiting for the lock and has it after the step that gave it up.
    private static string NextHolder(ReplayReport report, ReplayStep step)
    {
        for (var actor = 0; actor < report.Actors.Count; actor++)
        {
            if (actor != step.Actor && step.Number > 1 && step.Held[actor].Count > report.Steps[step.Number - 2].Held[actor].Count)
            {
                return $"; {report.Actors[actor]} takes it";
            }
        }

        return "";
    }

    /// <summary>The lines beside a step.</summary>
    public static IEnumerable<string> Lines(ReplayReport report, ReplayStep step)
    {
        switch (step.Kind)
        {
            case OperationKind.Load:
                yield return $"{step.Subject} is {step.Value}";
                break;
            case OperationKind.Store or OperationKind.ReadModifyWrite when step.Changes.Count == 0:
                yield return $"{step.Subject} stays {step.Value}";
                break;
            case OperationKind.Acquire:
                yield return $"{(step.Waits ? "waits for" : "takes")} {step.Subject}{StepWords.Shared(step)}";
                break;
            case OperationKind.BufferedStore:
                yield return $"{step.Subject} = {step.Value} waits in the buffer";
                break;
            case OperationKind.Forward:
                yield return $"{step.Subject} is {step.Value} in the own buffer";
                break;
            case OperationKind.Drain when step.Value.Length == 0:
                yield return $"{step.Subject} is given up{NextHolder(report, step)}";
                break;
            case OperationKind.Drain when step.Changes.Count == 0:
                yield return $"{step.Subject} stays {step.Value}";
                break;
            case OperationKind.Release when step.Value.Length > 0:
                yield return $"giving {step.Subject} up waits in the buffer";
                break;
            case OperationKind.Release:
                yield return $"gives {step.Subject} up{NextHolder(report, step)}";
                break;
            case OperationKind.TryAcquire or OperationKind.Peek:
                yield return $"{step.Subject} is {step.Value}";
                break;
            case OperationKind.UserAccess when step.Value.Length > 0:
                yield return step.Stale.Length > 0 ? $"{step.Value}, STALE: {step.Stale}" : step.Value;
                break;
            case OperationKind.Choose or OperationKind.Allocate or OperationKind.Local when step.Value.Length > 0:
                yield return step.Value;
                break;
        }

        foreach (var change in Telling(step))
        {
            yield return $"{change.Cell}: {change.Before} -> {Changed(change)}";
        }
    }

    /// <summary>The changes that a reader wants to see: not what the model keeps for its own checks, unless there is nothing else.</summary>
    public static IEnumerable<ReplayChange> Telling(ReplayStep step) =>
        step.Changes.All(c => StatePanels.IsBookkeeping(c.Cell)) && step.Value.Length == 0 ? step.Changes : step.Changes.Where(c => !StatePanels.IsBookkeeping(c.Cell));

    // "pfn 17 RW -> RO": the words that both values begin with are not said twice.
    private static string Changed(ReplayChange change)
    {
        var before = change.Before.Split(' ');
        var after = change.After.Split(' ');
        var common = 0;
        while (common < before.Length - 1 && common < after.Length - 1 && before[common] == after[common])
        {
            common++;
        }

        return string.Join(' ', after.Skip(common));
    }
}
