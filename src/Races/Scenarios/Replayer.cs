using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Kernel.Cpus;
using RaceSim.Kernel.Locks;
using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Measures;
using RaceSim.Steps;

namespace RaceSim.Scenarios;

/// <summary>Follows a trace through its scenario, step by step, with everything a reader wants to see of each.</summary>
/// <remarks>
/// All checks are armed unless the trace says which one it breaks, and a check that breaks on the way does not end the replay: the trace may have been
/// found with fewer checks.
/// </remarks>
public sealed class Replayer
{
    private readonly Scenario _scenario;
    private readonly Trace _trace;
    private readonly ScenarioInstance _instance;
    private readonly IProgram _program;
    private readonly MeasuredProgram? _measured;
    private readonly Machine _machine;
    private readonly Replay _replay;
    private readonly List<CellChange> _journal = [];
    private readonly List<ReplayStep> _steps = [];
    private readonly List<ReplayedViolation> _broken = [];
    private Divergence? _difference;

    private Replayer(Scenario scenario, Trace trace)
    {
        _scenario = scenario;
        _trace = trace;
        IReadOnlyList<string>? checks = trace.Violation is null or Deadlock.Id ? null : [trace.Violation];
        _instance = scenario.Instantiate(trace.Build, new InstanceOptions(checks));
        _measured = _instance.Measured();
        _program = _measured ?? _instance.Program;
        _machine = _instance.Machine;
        _replay = new Replay(trace.Schedule);
    }

    /// <summary>Replays a trace.</summary>
    /// <param name="scenario">The scenario it names.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="anyVersion">Whether to try a trace of another version of the scenario.</param>
    /// <exception cref="InputException">The trace is of another scenario, of another version of it, or of a build it does not have.</exception>
    public static ReplayReport Run(Scenario scenario, Trace trace, bool anyVersion = false)
    {
        if (trace.Scenario != scenario.Name)
        {
            throw new InputException($"the trace is of scenario '{trace.Scenario}', not of '{scenario.Name}'");
        }

        var digest = scenario.Header.Digest;
        if (!anyVersion && !trace.IsOf(digest))
        {
            throw new InputException(
                $"the trace is of another version of '{scenario.Name}' (digest {trace.Digest}, this one has {digest[..Math.Min(digest.Length, trace.Digest.Length)]}); 'racesim replay --any-version' follows it as far as it goes, '--heal' looks for its violation");
        }

        return ModelFault.Explained(scenario.Name, () => new Replayer(scenario, trace).Run());
    }

    /// <summary>The trace with a fingerprint of the state after each step, as it is written to a file.</summary>
    /// <param name="scenario">The scenario it was found in.</param>
    /// <param name="trace">The trace.</param>
    public static Trace WithFingerprints(Scenario scenario, Trace trace)
    {
        var replayer = new Replayer(scenario, trace);
        var program = replayer._program;
        var schedule = new Schedule();
        var labels = new List<string>();
        program.Reset();
        foreach (var (actor, value) in trace.Schedule.Decisions)
        {
            labels.Add(replayer.Pending(actor).Words);
            program.Step(actor, value);
            schedule.Add(actor, value);
            schedule.AddFingerprint(program.Fingerprint());
        }

        return new Trace { Scenario = trace.Scenario, Build = trace.Build, Digest = trace.Digest, Violation = trace.Violation, Schedule = schedule, Labels = labels };
    }

    private ReplayReport Run()
    {
        _program.Reset();
        _replay.Begin(_program);
        _machine.Cells.Journal = _journal;
        NoteBroken();
        while (_steps.Count < _trace.Schedule.Count && _program.Enabled != 0)
        {
            var couldGoOn = _program.Enabled;
            var actor = _replay.NextActor(_program);
            if (_replay.Divergence is not null || IsAnotherStep(actor))
            {
                break;
            }

            Take(actor, couldGoOn);
        }

        _replay.Complete(_program);
        _machine.Cells.Journal = null;
        if (_replay.Divergence is null && _difference is null && _program.Enabled == 0 && _program.Unfinished != 0)
        {
            _broken.Add(new ReplayedViolation(Deadlock.Describe(_program), _steps.Count));
        }

        return Report();
    }

    private void Take(int actor, ulong enabled)
    {
        var operation = _program.Next(actor);
        var value = operation.Arity > 1 ? _replay.NextValue(operation.Arity) : 0;
        var last = _steps.Count > 0 ? _steps[^1].Actor : actor;
        var isPreemption = last != actor && ActorSet.Contains(enabled, last);
        var preempted = isPreemption ? Pending(last) : null;
        var cpu = _machine.Cpus[actor];
        var (question, effect, callers) = (cpu.Question, cpu.EffectName, Callers(cpu, operation.Member));
        var (access, stale) = operation.Kind == OperationKind.UserAccess ? CachedTranslation.Of(_instance, cpu) : ("", "");
        _journal.Clear();
        _program.Step(actor, value);
        _steps.Add(new ReplayStep(
            _steps.Count + 1,
            actor,
            operation.Label,
            operation.Kind,
            Subject(operation),
            operation.Kind == OperationKind.Choose ? Answer(question, value, operation.Arity) : string.Concat(effect, access, ValueText(operation, actor, value)),
            Changes(),
            Held(static (_, _) => true),
            (_program.Unfinished & ~_program.Enabled & (1UL << actor)) != 0,
            isPreemption)
        {
            Preempted = preempted,
            Stale = stale,
            Callers = callers,
            IsShared = operation.LockAction is LockAction.RequestShared or LockAction.ReleaseShared,
            HeldShared = Held(static (cpu, held) => held.Holder != cpu.Id),
        });
        NoteBroken();
    }

    private PendingStep Pending(int actor)
    {
        ref readonly var next = ref _program.Next(actor);
        return new PendingStep(actor, next.Label, next.Kind, Subject(next));
    }

    private void NoteBroken()
    {
        for (var i = _broken.Count; i < _program.Violations.Count; i++)
        {
            _broken.Add(new ReplayedViolation(_program.Violations[i], _steps.Count));
        }
    }

    private string Subject(in Operation operation) =>
        IsBuffered(operation) ? operation.Subject >= 0 ? _machine.Cells.Name(operation.Subject) : _machine.Locks[~operation.Subject].Name
        : operation.Lock >= 0 ? _machine.Locks[operation.Lock].Name
        : operation.Cell >= 0 ? _machine.Cells.Name(operation.Cell) : "";

    private string ValueText(in Operation operation, int actor, int value) => operation.Kind switch
    {
        OperationKind.Load or OperationKind.ReadModifyWrite => _instance.Text(operation.Cell, _machine.Cpus[actor].Result),
        OperationKind.BufferedStore => _instance.Text(operation.Subject, operation.Operand),
        OperationKind.Forward => _instance.Text(operation.Subject, _machine.Cpus[actor].Result),
        OperationKind.Drain => operation.Subject >= 0 ? _instance.Text(operation.Subject, operation.Operand) : "",
        OperationKind.Release when operation.Lock < 0 => "buffered",
        OperationKind.Store => _instance.Text(operation.Cell, operation.Operand),
        OperationKind.TryAcquire => _machine.Cpus[actor].Result != 0 ? "taken" : "busy",
        OperationKind.Peek => _machine.Cpus[actor].Result != 0 ? "contended" : "free",
        OperationKind.Allocate when operation.Arity > 1 => value == 0 ? "ok" : $"fails ({value})",
        _ => "",
    };

    private static bool IsBuffered(in Operation operation) =>
        operation.Kind is OperationKind.BufferedStore or OperationKind.Forward or OperationKind.Drain || (operation.Kind == OperationKind.Release && operation.Lock < 0);

    private List<ReplayChange> Changes()
    {
        var changes = new List<ReplayChange>();
        foreach (var (cell, before, after) in _journal)
        {
            if (before != after)
            {
                changes.Add(new ReplayChange(_machine.Cells.Name(cell), _instance.Text(cell, before), _instance.Text(cell, after)));
            }
        }

        return changes;
    }

    private List<IReadOnlyList<string>> Held(Func<Cpu, LockState, bool> isWanted) =>
        [.. _machine.Cpus.Select(cpu => (IReadOnlyList<string>)[.. cpu.Held.Where(l => isWanted(cpu, l)).Select(l => l.Name)])];

    // What a choice decided: yes or no where there are two values and the path says what it asks.
    private static string Answer(string question, int value, int arity) =>
        question.Length == 0 ? $"{value} of {arity}"
        : arity == 2 ? $"{question}: {(value == 0 ? "no" : "yes")}"
        : $"{question}: {value} of {arity}";

    // Without the function of the step itself.
    private static List<string> Callers(Cpu cpu, string? member) =>
        [.. cpu.CallStack().SkipWhile((function, depth) => depth == 0 && function == member)];

    // With the words of the recorded steps, if they are known, a change shows before the state differs, and as what it is.
    private bool IsAnotherStep(int actor)
    {
        if (_steps.Count >= _trace.Labels.Count)
        {
            return false;
        }

        var (recorded, now) = (_trace.Labels[_steps.Count], Pending(actor).Words);
        if (now != recorded)
        {
            var message = $"step {_steps.Count + 1} by {_program.ActorName(actor)} was '{recorded}' and is '{now}' now";
            _difference = new Divergence(_steps.Count, DivergenceReason.StepDiffers, message);
        }

        return _difference is not null;
    }

    private ReplayReport Report()
    {
        var actors = Enumerable.Range(0, _program.ActorCount).Select(_program.ActorName).ToList();
        var reached = _machine.EventNames.Where((_, bit) => (_program.Events & (UInt128.One << bit)) != 0).ToList();
        return new ReplayReport(
            _trace,
            _scenario.Header.Title,
            _scenario.Header.IsSketch,
            actors,
            _steps,
            _broken,
            reached,
            _program.Unfinished == 0,
            _difference ?? _replay.Divergence)
        {
            Metrics = _measured is null ? [] : MetricTally.Of(_measured),
        };
    }
}
