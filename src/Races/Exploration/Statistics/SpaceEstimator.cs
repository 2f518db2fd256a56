using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Estimates, from random walks, how many schedules and how many equivalence classes a program has.</summary>
/// <remarks>
/// Paper: Knuth, "Estimating the efficiency of backtrack programs", Mathematics of Computation 29, 1975: a leaf of a tree that a walk from the root reaches with
/// probability p contributes 1/p, a dead end 0, and the mean is the number of leaves, without bias, whatever the probabilities. For classes the tree is
/// that of a search with sleep sets (<see cref="ClassTree"/>). For schedules it is that of all schedules, walked as in URW (Zhao et al., ASPLOS 2025):
/// in proportion to the steps that each actor is expected to have left, which makes p nearly uniform. The error is the standard error of the
/// mean; where subtrees differ much in size the distribution has a long tail to the right, and few walks rather say too little than too much.
/// </remarks>
public sealed class SpaceEstimator
{
    private const int ProbedWalks = 256;
    private const int MostRestarts = 8;
    private const ulong ProbeStream = 0xE7037ED1A0B428DB;

    private readonly IProgram _program;
    private readonly int _stepBound;
    private readonly AccessProfile _profile;
    private readonly ClassTree _classes;
    private readonly ulong _seed;
    private readonly int[] _left = new int[64];
    private long _execution;
    private long _steps;
    private Rng _rng;

    /// <summary>Prepares estimates.</summary>
    /// <param name="program">The program; used by nobody else meanwhile.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stepBound">The step bound; an execution that is longer makes an estimate impossible.</param>
    public SpaceEstimator(IProgram program, ulong seed, int stepBound)
    {
        _program = program;
        _seed = seed;
        _stepBound = stepBound;
        var future = new FutureAccesses(program);
        _profile = AccessProfile.Take(program, seed ^ ProbeStream, ProbedWalks, stepBound, future);
        _classes = new ClassTree(program, future, stepBound);
    }

    /// <summary>Estimates from several walks; null if an execution is cut, or has more than a double can count.</summary>
    /// <param name="mostSamples">The greatest number of walks, at least 2.</param>
    /// <param name="mostSteps">After so many steps no further walk begins (but there are at least 2).</param>
    public SpaceEstimate? Estimate(int mostSamples, long mostSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostSamples, 2);
        var end = _steps + mostSteps;
        for (var restart = 0; restart <= MostRestarts; restart++)
        {
            var classes = default(Mean);
            var schedules = default(Mean);
            _classes.Forgive();
            while (!_classes.WasSurprised && (schedules.Count < 2 || (schedules.Count < mostSamples && _steps < end)))
            {
                schedules.Add(WalkSchedules());
                classes.Add(WalkClasses());
                if (_classes.WasCut || !double.IsFinite(schedules.Value + classes.Value))
                    return null;
            }

            if (!_classes.WasSurprised)
                return new SpaceEstimate(classes.Value, classes.Error, schedules.Value, schedules.Error, schedules.Count);
        }

        return null;
    }

    private double WalkClasses()
    {
        _rng = Rng.ForExecution(_seed, _execution++);
        return _classes.Walk(n => _rng.Below(n));
    }

    // Runs a random schedule to its end, through broken checks; infinity if it is cut.
    private double WalkSchedules()
    {
        var rng = Rng.ForExecution(~_seed, _execution);
        var weight = 1.0;
        var steps = 0;
        _program.Reset();
        for (var actor = 0; actor < _program.ActorCount; actor++)
            _left[actor] = _profile.Steps[actor];
        for (; _program.Enabled != 0; steps++)
        {
            if (steps == _stepBound)
                return double.PositiveInfinity;
            var actor = Choose(_program.Enabled, ref rng, ref weight);
            var arity = Math.Max(1, _program.Next(actor).Arity);
            weight *= arity;
            _program.Step(actor, arity > 1 ? rng.Below(arity) : 0);
        }

        _steps += steps;
        return weight;
    }

    private int Choose(ulong enabled, ref Rng rng, ref double weight)
    {
        var total = 0;
        for (var rest = enabled; rest != 0; rest &= rest - 1)
        {
            ref var left = ref _left[BitOperations.TrailingZeroCount(rest)];
            left = Math.Max(1, left);
            total += left;
        }

        var ticket = rng.Below(total);
        for (var rest = enabled; ; rest &= rest - 1)
        {
            var actor = BitOperations.TrailingZeroCount(rest);
            ticket -= _left[actor];
            if (ticket < 0)
            {
                weight *= (double)total / _left[actor]--;
                return actor;
            }
        }
    }

    // Welford's running mean and variance.
    private struct Mean
    {
        private double _squares;

        public int Count;
        public double Value;

        public readonly double Error => Math.Sqrt(_squares / (Count - 1) / Count);

        public void Add(double x)
        {
            var before = x - Value;
            Value += before / ++Count;
            _squares += before * (x - Value);
        }
    }
}
