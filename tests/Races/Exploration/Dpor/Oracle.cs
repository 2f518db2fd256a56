using System.Numerics;
using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Steps;

namespace RaceSim.Tests.Dpor;

/// <summary>
/// Runs a program by plain depth-first search and by optimal DPOR and says where they differ: in the classes of executions, in how the executions of
/// a class end, and in the number of executions DPOR runs for a class, which is one.
/// </summary>
internal sealed class Oracle
{
    private const int StepBound = 1_000;

    private readonly RecordingProgram _program;
    private readonly Func<string>? _outcome;
    private readonly Dictionary<TraceClass, string> _classes = [];
    private readonly HashSet<TraceClass> _run = [];
    private readonly List<string> _differences = [];

    private Oracle(RecordingProgram program, Func<string>? outcome)
    {
        _program = program;
        _outcome = outcome;
    }

    /// <summary>What is wrong, one line each; empty if nothing is.</summary>
    public IReadOnlyList<string> Differences => _differences;

    /// <summary>The schedules of the plain search.</summary>
    public int Schedules { get; private set; }

    /// <summary>The classes of the plain search.</summary>
    public int Classes => _classes.Count;

    /// <summary>The executions DPOR ran.</summary>
    public int Executions { get; private set; }

    /// <summary>The executions that parts of the space began and gave up.</summary>
    public int Blocked { get; private set; }

    /// <summary>The parts that were searched, and how many of them nobody had foreseen.</summary>
    public (int All, int Unforeseen) Parts { get; private set; }

    /// <summary>The distinct ways in which an execution ends: final state, broken checks, deadlock.</summary>
    public IReadOnlySet<string> Ends { get; private set; } = new HashSet<string>();

    /// <summary>Compares the two searches of a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="outcome">The final state; the fingerprint if null.</param>
    /// <param name="tell">What DPOR is told of a step; the truth if null.</param>
    /// <param name="meddle">What is done to DPOR between executions; nothing if null.</param>
    public static Oracle Of(IProgram program, Func<string>? outcome = null, Func<Operation, Operation>? tell = null, Action<OptimalDpor>? meddle = null)
    {
        var oracle = new Oracle(new RecordingProgram(program), outcome);
        oracle.SearchAll();
        oracle._program.Tell = tell;
        oracle.SearchClasses(meddle);
        oracle.Compare();
        return oracle;
    }

    /// <summary>Compares plain search of a program with searches of the parts that its space is cut into.</summary>
    /// <param name="program">The program.</param>
    /// <param name="outcome">The final state; the fingerprint if null.</param>
    /// <param name="parts">How many parts at least.</param>
    /// <param name="most">A part of more executions is cut again.</param>
    /// <param name="walks">The random walks that foresee alternatives.</param>
    /// <param name="trusts">Whether foresight is believed: then nothing is added where it was wrong.</param>
    public static Oracle OfParts(IProgram program, Func<string>? outcome, int parts, int most, int walks, bool trusts = false)
    {
        var oracle = new Oracle(new RecordingProgram(program), outcome);
        oracle.SearchAll();
        oracle.SearchParts(parts, most, walks, trusts);
        oracle.Compare();
        return oracle;
    }

    private void SearchAll()
    {
        var search = new DepthFirst();
        for (_program.Reset(); search.Begin(_program); _program.Reset())
        {
            while (_program.Enabled != 0)
            {
                var actor = search.NextActor(_program);
                var arity = _program.Next(actor).Arity;
                _program.Step(actor, arity > 1 ? search.NextValue(arity) : 0);
            }

            Schedules++;
            var end = End();
            var found = _program.Form.Class();
            if (!_classes.TryAdd(found, end) && _classes[found] != end)
                Differ($"one class, two ends: {_classes[found]} and {end} after {_program.Form}");
        }

        Ends = _classes.Values.ToHashSet();
    }

    private void SearchClasses(Action<OptimalDpor>? meddle)
    {
        var search = new OptimalDpor(_program, StepBound);
        try
        {
            while (search.Next(stopAtViolation: false) is { } end)
            {
                Executions++;
                Check(end);
                meddle?.Invoke(search);
                if (Executions > Schedules)
                {
                    Differ("DPOR runs more executions than there are schedules");
                    return;
                }
            }
        }
        catch (EngineException problem)
        {
            Differ(problem.Message);
        }
    }

    private void SearchParts(int least, int most, int walks, bool trusts)
    {
        var partition = new SpacePartition(_program, StepBound, stopAtViolation: false, walks);
        var begun = new HashSet<string>(StringComparer.Ordinal);
        var foreseen = partition.Split([], least);
        var left = new Queue<IReadOnlyList<Decision>>(foreseen);
        while (left.TryDequeue(out var path))
        {
            var search = new OptimalDpor(_program, StepBound, partition.Part(path));
            var ends = new List<(ExecutionEnd End, TraceClass Class, string State)>();
            while (ends.Count <= most && search.Next(stopAtViolation: false) is { } end)
                ends.Add((end, _program.Form.Class(), End()));
            if (ends.Count > most && partition.Split(path, 4) is { Count: > 1 } smaller)
            {
                foreach (var part in smaller)
                    left.Enqueue(part);
                continue;
            }

            while (search.Next(stopAtViolation: false) is { } end)
                ends.Add((end, _program.Form.Class(), End()));
            Parts = (Parts.All + 1, Parts.Unforeseen);
            Count(ends);
            foreach (var rest in search.Uncovered.Where(at => !trusts && begun.Add(string.Join(' ', path.Take(at)))).SelectMany(at => partition.Rest([.. path.Take(at)])))
            {
                left.Enqueue(rest);
                Parts = (Parts.All, Parts.Unforeseen + 1);
            }
        }
    }

    private void Count(List<(ExecutionEnd End, TraceClass Class, string State)> ends)
    {
        foreach (var (end, found, state) in ends)
        {
            if (end == ExecutionEnd.SleepSetBlocked)
            {
                Blocked++;
                continue;
            }

            Executions++;
            if (!_run.Add(found))
                Differ($"one class, two executions: {state}");
            else if (!_classes.TryGetValue(found, out var expected) || expected != state)
                Differ($"ends in {state}, not in {expected}");
        }
    }

    private void Check(ExecutionEnd end)
    {
        if (end is ExecutionEnd.SleepSetBlocked or ExecutionEnd.StepBoundHit)
        {
            Differ($"an execution that is {end}: {_program.Form}");
            return;
        }

        var found = _program.Form.Class();
        if (!_run.Add(found))
            Differ($"one class, two executions: {_program.Form}");
        else if (!_classes.TryGetValue(found, out var expected))
            Differ($"a class that plain search does not have: {_program.Form}");
        else if (expected != End() || (end == ExecutionEnd.Deadlocked) != (_program.Unfinished != 0))
            Differ($"ends in {End()} ({end}), not in {expected}: {_program.Form}");
    }

    private void Compare()
    {
        if (_run.Count != _classes.Count || Executions != _classes.Count)
            Differ($"{_classes.Count} classes; DPOR ran {Executions} executions of {_run.Count} classes");
        var missed = Ends.Except(_classes.Where(c => _run.Contains(c.Key)).Select(c => c.Value)).ToList();
        if (missed.Count > 0)
            Differ($"DPOR misses {string.Join("; ", missed)}");
    }

    private string End()
    {
        var broken = string.Join(',', _program.Violations.Select(v => v.Invariant).Order(StringComparer.Ordinal));
        var state = _program.Unfinished != 0 ? $"deadlock {_program.Unfinished:x}" : _outcome is null ? $"{_program.Fingerprint():x}" : _outcome();
        return $"{state} [{broken}]";
    }

    private void Differ(string difference)
    {
        if (_differences.Count < 5)
            _differences.Add(difference);
    }
}
