using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// Reads-from fuzzing: schedules are steered towards or away from chosen pairs of a write and an access that reads from it. A set of such constraints whose
/// schedule showed something new is kept and mutated; the rest of the schedule is partial order sampling.
/// </summary>
/// <remarks>
/// Paper: Wolff, Shi, Duck, Mathur and Roychoudhury, "Greybox fuzzing for concurrency testing", ASPLOS 2024. New is a reads-from pair, or an event of the program (a
/// waypoint), that no schedule had shown. As in the paper a constraint is positive (the access is delayed until the write was the last one) or negative
/// (delayed while it is), and sets that were chosen seldom are chosen first. Guarantee: none; every schedule keeps a positive probability, because
/// one schedule in four has no constraints. Parameters: the seed. It learns from its schedules, so it runs on one worker,
/// and no share of unseen classes can be computed from them.
/// </remarks>
public sealed class Rff : IStrategy
{
    private const int FreshOneIn = 4;
    private const int MostConstraints = 4;

    private readonly ulong _seed;
    private readonly ReadsFrom _reads = new();
    private readonly ConstraintCorpus _corpus = new();
    private readonly ulong[] _priorities = new ulong[64];
    private readonly ReadsFromConstraint[] _present = new ReadsFromConstraint[MostConstraints];
    private int _presentCount;
    private long _execution;
    private int _actors;
    private Rng _rng;

    /// <summary>Reads-from fuzzing that draws from <paramref name="seed"/>.</summary>
    public Rff(ulong seed) => _seed = seed;

    /// <inheritdoc/>
    public bool Begin(IProgram program)
    {
        if (_reads.WasNew)
            _corpus.Add(_present.AsSpan(0, _presentCount));
        _rng = Rng.ForExecution(_seed, _execution++);
        _actors = program.ActorCount;
        _reads.Begin(program);
        ChooseConstraints();
        for (var actor = 0; actor < _actors; actor++)
            _priorities[actor] = _rng.Next();
        return true;
    }

    /// <inheritdoc/>
    public int NextActor(IProgram program)
    {
        var enabled = program.Enabled;
        var willing = enabled;
        for (var rest = enabled; _presentCount > 0 && rest != 0; rest &= rest - 1)
        {
            var candidate = BitOperations.TrailingZeroCount(rest);
            if (IsDelayed(candidate, program.Next(candidate)))
                willing &= ~(1UL << candidate);
        }

        var actor = Highest(willing != 0 ? willing : enabled);
        ref readonly var step = ref program.Next(actor);
        _priorities[actor] = _rng.Next();
        for (var rest = enabled & ~(1UL << actor); rest != 0; rest &= rest - 1)
        {
            var other = BitOperations.TrailingZeroCount(rest);
            if (Dependence.AreDependent(step, program.Next(other)))
                _priorities[other] = _rng.Next();
        }

        _reads.Add(actor, step, program.Events);
        return actor;
    }

    /// <inheritdoc/>
    public int NextValue(int arity) => _rng.Below(arity);

    private void ChooseConstraints()
    {
        _presentCount = 0;
        if (_reads.PairCount == 0 || _rng.Below(FreshOneIn) == 0)
            return;

        if (_corpus.Count > 0)
            _presentCount = _corpus.Choose(ref _rng, _present);
        Mutate();
    }

    // Insert, negate, replace or drop one.
    private void Mutate()
    {
        var way = _rng.Below(4);
        if (_presentCount == 0 || (way == 0 && _presentCount < MostConstraints))
        {
            _present[_presentCount++] = Fresh();
            return;
        }

        var at = _rng.Below(_presentCount);
        if (way == 1)
            _present[at] = _present[at] with { IsPositive = !_present[at].IsPositive };
        else if (way == 2 && _presentCount > 1)
            _present[at] = _present[--_presentCount];
        else
            _present[at] = Fresh();
    }

    private ReadsFromConstraint Fresh()
    {
        var (write, read) = _reads.Pair(_rng.Below(_reads.PairCount));
        return new ReadsFromConstraint(write, read, _rng.Below(2) == 0);
    }

    private bool IsDelayed(int actor, in Operation operation)
    {
        var site = _reads.Site(actor, operation);
        for (var i = 0; i < _presentCount; i++)
        {
            if (_present[i].Read == site && _present[i].IsPositive != _reads.LastWrote(operation, _present[i].Write))
                return true;
        }

        return false;
    }

    private int Highest(ulong set)
    {
        var best = BitOperations.TrailingZeroCount(set);
        for (var rest = set & (set - 1); rest != 0; rest &= rest - 1)
        {
            var actor = BitOperations.TrailingZeroCount(rest);
            if (_priorities[actor] > _priorities[best])
                best = actor;
        }

        return best;
    }
}
