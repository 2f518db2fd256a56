using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// How many steps each actor takes, and how many on each shared cell and lock: counted in some random walks before a run that needs to know
/// (<see cref="Surw"/>, <see cref="SpaceEstimator"/>). Exact where the counts do not depend on the schedule.
/// </summary>
public sealed class AccessProfile
{
    private readonly List<int[]> _counts = [];

    private AccessProfile(int[] steps, int longest, bool isExact)
    {
        Steps = steps;
        Longest = longest;
        IsExact = isExact;
    }

    /// <summary>Of each actor the steps of an execution: their number if it is always the same, otherwise their mean, rounded up.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>The steps of the longest walk, at least 1.</summary>
    public int Longest { get; }

    /// <summary>Whether every walk counted the same.</summary>
    public bool IsExact { get; private set; }

    /// <summary>The cells and locks that several actors touch, at least one of them with a write or a request: for each the steps on it of each actor.</summary>
    public IReadOnlyList<int[]> Shared => _counts;

    /// <summary>The cell or lock that an entry of <see cref="Shared"/> is about: a cell's id, or the number of cells plus a lock's id.</summary>
    public IReadOnlyList<int> Places { get; private set; } = [];

    /// <summary>Counts random walks. The same arguments give the same profile.</summary>
    /// <param name="program">The program.</param>
    /// <param name="seed">The seed of the walks.</param>
    /// <param name="walks">How many, at least 1.</param>
    /// <param name="stepBound">The step bound of each, at least 1.</param>
    public static AccessProfile Take(IProgram program, ulong seed, int walks, int stepBound) => Take(program, seed, walks, stepBound, null);

    internal static AccessProfile Take(IProgram program, ulong seed, int walks, int stepBound, FutureAccesses? future)
    {
        var counter = new Counter(program);
        var walk = new RandomWalk(seed);
        var longest = 1;
        for (var i = 0; i < walks; i++)
        {
            program.Reset();
            future?.Begin();
            walk.Begin(program);
            var steps = 0;
            for (; steps < stepBound && program.Enabled != 0 && (future is not null || program.Violation is null); steps++)
            {
                var actor = walk.NextActor(program);
                ref readonly var operation = ref program.Next(actor);
                var number = counter.Add(actor, operation);
                future?.Note(actor, number, operation);
                program.Step(actor, operation.Arity > 1 ? walk.NextValue(operation.Arity) : 0);
            }

            longest = Math.Max(longest, steps);
            counter.End();
        }

        return counter.Profile(longest);
    }

    private sealed class Counter(IProgram program)
    {
        private readonly int _actors = program.ActorCount;
        private readonly int _cells = program.CellCount;
        private readonly long[] _sum = new long[(1 + program.CellCount + program.LockCount) * program.ActorCount];
        private readonly int[] _present = new int[(1 + program.CellCount + program.LockCount) * program.ActorCount];
        private readonly int[] _before = new int[(1 + program.CellCount + program.LockCount) * program.ActorCount];
        private readonly bool[] _isWritten = new bool[program.CellCount + program.LockCount];
        private int _walks;
        private bool _differs;

        public int Add(int actor, in Operation o)
        {
            var number = ++_present[actor];
            Touch(actor, o.Cell, o.Cell, o.Mode);
            if (o.Cell2 != o.Cell)
                Touch(actor, o.Cell2, o.Cell2, o.Mode2);
            if (o.Cell3 != o.Cell && o.Cell3 != o.Cell2)
                Touch(actor, o.Cell3, o.Cell3, o.Mode3);
            // A release commutes with requests: only what has a place in the queue, or looks at it, is of interest.
            if (o.LockAction is not LockAction.Release and not LockAction.ReleaseShared)
                Touch(actor, o.Lock, _cells + o.Lock, o.LockAction is LockAction.RequestShared or LockAction.Peek ? AccessMode.Read : AccessMode.Write);
            return number;
        }

        public void End()
        {
            _differs |= _walks > 0 && !_present.AsSpan().SequenceEqual(_before);
            _present.CopyTo(_before, 0);
            for (var i = 0; i < _sum.Length; i++)
                _sum[i] += _present[i];
            Array.Clear(_present);
            _walks++;
        }

        public AccessProfile Profile(int longest)
        {
            var profile = new AccessProfile(Row(0), longest, !_differs);
            var places = new List<int>();
            for (var place = 0; place < _isWritten.Length; place++)
            {
                var row = Row(place + 1);
                if (_isWritten[place] && row.Count(n => n > 0) > 1)
                {
                    places.Add(place);
                    profile._counts.Add(row);
                }
            }

            profile.Places = places;
            return profile;
        }

        private int[] Row(int row)
        {
            var counts = new int[_actors];
            for (var actor = 0; actor < _actors; actor++)
                counts[actor] = (int)((_sum[(row * _actors) + actor] + _walks - 1) / _walks);
            return counts;
        }

        private void Touch(int actor, int id, int place, AccessMode mode)
        {
            if (id < 0)
                return;
            _present[((place + 1) * _actors) + actor]++;
            _isWritten[place] |= mode == AccessMode.Write;
        }
    }
}
