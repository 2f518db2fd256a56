using System.Numerics;
using RaceSim.Exploration.Dpor;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>Estimates, from random schedules, how many schedules and how many equivalence classes a program has.</summary>
/// <remarks>
/// Papers: Knuth, "Estimating the efficiency of backtrack programs", Mathematics of Computation 1975: a leaf of a tree reached with probability p contributes
/// 1/p, and the mean of that is the number of leaves, without bias, whatever the probabilities (none may be 0). For classes the same with
/// 1/(p L), L being the number of linearisations of the schedule's class: summed over the L schedules of a class that is 1. L is counted exactly, by
/// dynamic programming over the order ideals of happens-before. The schedules are drawn as in URW (Zhao et al., ASPLOS 2025): in proportion to the steps
/// that each actor is expected to have left, which makes p nearly uniform and the variance small. The error is the standard error of the
/// mean; where classes differ much in size the distribution has a long tail to the right, and few samples rather say too little than too much.
/// </remarks>
public sealed class SpaceEstimator
{
    private const int ProbedWalks = 16;
    private const ulong ProbeStream = 0xE7037ED1A0B428DB;

    private readonly IProgram _program;
    private readonly int _stepBound;
    private readonly AccessProfile _profile;
    private readonly ExecutionLog _log;
    private readonly LinearExtensions _extensions;
    private readonly ulong _seed;
    private readonly int[] _left = new int[64];
    private long _execution;

    /// <summary>Prepares estimates.</summary>
    /// <param name="program">The program; used by nobody else meanwhile.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stepBound">The step bound; a schedule that is longer makes an estimate impossible.</param>
    public SpaceEstimator(IProgram program, ulong seed, int stepBound)
    {
        _program = program;
        _seed = seed;
        _stepBound = stepBound;
        _profile = AccessProfile.Take(program, seed ^ ProbeStream, ProbedWalks, stepBound);
        _log = new ExecutionLog(program);
        _extensions = new LinearExtensions(program.ActorCount);
    }

    /// <summary>Estimates from several schedules; null if one of them is cut, or its class has too many order ideals to be counted.</summary>
    /// <param name="mostSamples">The greatest number of schedules, at least 2.</param>
    /// <param name="mostWork">After so many order ideals there are no further schedules (but at least 2).</param>
    public SpaceEstimate? Estimate(int mostSamples, long mostWork)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostSamples, 2);
        var classes = default(Mean);
        var schedules = default(Mean);
        var end = _extensions.Work + mostWork;
        while (schedules.Count < 2 || (schedules.Count < mostSamples && _extensions.Work < end))
        {
            if (Sample() is not { } sample || !double.IsFinite(sample.Schedules))
                return null;
            schedules.Add(sample.Schedules);
            classes.Add(sample.Classes);
        }

        return new SpaceEstimate(classes.Value, classes.Error, schedules.Value, schedules.Error, schedules.Count);
    }

    /// <summary>What one random schedule contributes: 1/p and 1/(p L).</summary>
    internal (double Schedules, double Classes)? Sample()
    {
        if (Draw() is not { } weight)
            return null;
        var extensions = _extensions.Count(_log);
        return double.IsFinite(extensions) ? (weight, weight / extensions) : null;
    }

    // Runs a random schedule to its end, through broken checks; 1/p, or nothing if it is cut.
    private double? Draw()
    {
        var rng = Rng.ForExecution(_seed, _execution++);
        var weight = 1.0;
        _program.Reset();
        _log.Begin(0);
        for (var actor = 0; actor < _program.ActorCount; actor++)
            _left[actor] = _profile.Steps[actor];
        for (var enabled = _program.Enabled; enabled != 0;)
        {
            if (_log.Count == _stepBound)
                return null;
            var actor = Choose(enabled, ref rng, ref weight);
            ref readonly var operation = ref _program.Next(actor);
            var value = operation.Arity > 1 ? rng.Below(operation.Arity) : 0;
            weight *= Math.Max(1, operation.Arity);
            _log.Append(actor, value, operation, known: false);
            _program.Step(actor, value);
            var after = _program.Enabled;
            _log.Performed(enabled, after);
            enabled = after;
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
