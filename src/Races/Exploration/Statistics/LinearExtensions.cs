using RaceSim.Exploration.Dpor;

namespace RaceSim.Exploration;

/// <summary>
/// Counts the linearisations of an execution's happens-before order: paths through its order ideals, of which there are few when there are few actors (an
/// ideal is how far each actor has come).
/// </summary>
internal sealed class LinearExtensions(int actors)
{
    private const int MostIdeals = 1 << 20;

    private readonly int[] _lengths = new int[actors];
    private readonly long[] _strides = new long[actors];
    private readonly int[] _position = new int[actors];
    private readonly List<int>[] _events = [.. Enumerable.Range(0, actors).Select(_ => new List<int>())];
    private Dictionary<long, double> _level = [];
    private Dictionary<long, double> _next = [];

    /// <summary>The ideals visited by all counts so far.</summary>
    public long Work { get; private set; }

    /// <summary>The number of linearisations; infinity if it is not known because there are too many ideals.</summary>
    public double Count(ExecutionLog log)
    {
        foreach (var events in _events)
            events.Clear();
        for (var i = 0; i < log.Count; i++)
            _events[log[i].Actor].Add(i);
        var ideals = 1.0;
        for (var actor = 0; actor < actors; actor++)
        {
            _lengths[actor] = _events[actor].Count;
            _strides[actor] = (long)ideals;
            ideals *= _lengths[actor] + 1;
        }

        if (ideals > long.MaxValue / 2)
            return double.PositiveInfinity;

        _level.Clear();
        _level.Add(0, 1);
        var visited = 0L;
        for (var depth = 0; depth < log.Count; depth++)
        {
            visited += _level.Count;
            if (visited > MostIdeals)
                return double.PositiveInfinity;
            Advance(log);
        }

        Work += visited + 1;
        return _level.Values.Single();
    }

    private void Advance(ExecutionLog log)
    {
        _next.Clear();
        foreach (var (ideal, ways) in _level)
        {
            var rest = ideal;
            for (var actor = 0; actor < actors; actor++)
            {
                _position[actor] = (int)(rest % (_lengths[actor] + 1));
                rest /= _lengths[actor] + 1;
            }

            for (var actor = 0; actor < actors; actor++)
            {
                if (_position[actor] < _lengths[actor] && IsNext(log, actor))
                {
                    ref var reached = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_next, ideal + _strides[actor], out _);
                    reached += ways;
                }
            }
        }

        (_level, _next) = (_next, _level);
    }

    private bool IsNext(ExecutionLog log, int actor)
    {
        var clock = log.Clock(_events[actor][_position[actor]]);
        for (var other = 0; other < actors; other++)
        {
            if (other != actor && clock[other] > _position[other])
                return false;
        }

        return true;
    }
}
