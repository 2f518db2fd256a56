using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Estimates how many schedules and how many equivalence classes a program has.</summary>
/// <remarks>
/// Papers: Knuth, "Estimating the efficiency of backtrack programs", Mathematics of Computation 29, 1975: a leaf of a tree that a walk from the root reaches with
/// probability p contributes 1/p, a dead end 0, and the mean is the number of leaves, without bias, whatever the probabilities. Rubinstein and Vaisman,
/// "Stochastic enumeration method for counting trees", Methodology and Computing in Applied Probability 17, 2015: the same with many walks side by side; of the
/// children of all of them as many are drawn, and each stands for its share. Classes are counted by the latter over the tree of a search with sleep sets
/// (<see cref="ClassTree"/>); a tree that is never wider than the walks is counted exactly. Schedules are counted by the former, walked as in URW (Zhao et
/// al., ASPLOS 2025): in proportion to the steps that each actor is expected to have left, which makes p nearly uniform. The errors are standard errors of
/// the means; where subtrees differ much in size the distribution has a long tail to the right, and few samples rather say too little than too much.
/// </remarks>
public sealed class SpaceEstimator
{
    private const int ProbedWalks = 256;
    private const int MostRestarts = 200;
    private const int Width = 64;
    private const int LeastSamples = 4;
    private const ulong ProbeStream = 0xE7037ED1A0B428DB;

    private readonly IProgram _program;
    private readonly int _stepBound;
    private readonly AccessProfile _profile;
    private readonly ClassTree _classes;
    private readonly ulong _seed;
    private readonly int[] _left = new int[64];
    private List<ClassTreeNode> _level = [];
    private List<ClassTreeNode> _next = [];
    private long _execution;

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

    /// <summary>Estimates from several samples; null if an execution is cut, or there are more than a double can count.</summary>
    /// <param name="mostSamples">The greatest number of samples; there are at least 4.</param>
    /// <param name="mostSteps">After so many steps no further sample begins.</param>
    public SpaceEstimate? Estimate(int mostSamples, long mostSteps)
    {
        var end = _classes.Steps + mostSteps;
        for (var restart = 0; restart <= MostRestarts; restart++)
        {
            var classes = default(Mean);
            var schedules = default(Mean);
            _classes.Forgive();
            while (!_classes.WasSurprised && (classes.Count < LeastSamples || (classes.Count < mostSamples && _classes.Steps < end)))
            {
                for (var walk = 0; walk < Width; walk++)
                    schedules.Add(WalkSchedules(Rng.ForExecution(~_seed, _execution++)));
                if (!double.IsFinite(schedules.Value))
                    return null;
                classes.Add(CountClasses(Rng.ForExecution(_seed, _execution)));
                if (_classes.WasCut || !double.IsFinite(classes.Value))
                    return null;
            }

            if (!_classes.WasSurprised)
                return new SpaceEstimate(classes.Value, classes.Error, schedules.Value, schedules.Error, classes.Count);
        }

        return null;
    }

    // Level by level; each node that is kept stands for as many as the weight says.
    private double CountClasses(Rng rng)
    {
        var leaves = 0.0;
        var weight = 1.0;
        _level.Clear();
        _level.Add(ClassTreeNode.Root);
        while (_level.Count > 0)
        {
            _next.Clear();
            foreach (var node in _level)
                leaves += _classes.Expand(node, _next) ? weight : 0;
            if (_classes.WasCut || _classes.WasSurprised)
                return 0;
            if (_next.Count > Width)
            {
                for (var i = 0; i < Width; i++)
                {
                    var other = i + rng.Below(_next.Count - i);
                    (_next[i], _next[other]) = (_next[other], _next[i]);
                }

                weight *= (double)_next.Count / Width;
                _next.RemoveRange(Width, _next.Count - Width);
            }

            (_level, _next) = (_next, _level);
        }

        return leaves;
    }

    // Runs a random schedule to its end, through broken checks; infinity if it is cut.
    private double WalkSchedules(Rng rng)
    {
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
