using System.Numerics;

namespace RaceSim.Exploration;

/// <summary>
/// The path from the root of the tree of schedules to the leaf a depth-first search is at, with what is left to try at each decision.
/// A search re-executes the path up to the deepest decision with something left, takes that, and extends the path from there.
/// </summary>
internal sealed class DecisionPath
{
    private Frame[] _frames = new Frame[128];
    private int _count;
    private int _position;
    private int _fixed;

    /// <summary>Whether the next decision is one already taken, to be repeated.</summary>
    public bool IsRepeating => _position < _count;

    /// <summary>Moves to the next leaf in depth-first order; false when there is none.</summary>
    public bool Advance()
    {
        _position = 0;
        for (; _count > _fixed; _count--)
        {
            ref var frame = ref _frames[_count - 1];
            if (++frame.Value < frame.Arity)
                return true;

            if (frame.Left != 0)
            {
                frame.Actor = BitOperations.TrailingZeroCount(frame.Left);
                frame.Left &= frame.Left - 1;
                frame.Value = 0;
                frame.Arity = 1;
                return true;
            }
        }

        return false;
    }

    /// <summary>Extends the path by a decision that every leaf begins with. Before the first other one.</summary>
    public void Fix(Decision decision)
    {
        Extend(decision.Actor, 0);
        _frames[_count - 1].Value = decision.Value;
        _fixed = _count;
        _position = 0;
    }

    /// <summary>Forgets what was once decided below the present position: nothing there is to be tried.</summary>
    public void Cut() => _count = _position;

    /// <summary>Repeats the decision at the present position.</summary>
    public int Repeat() => _frames[_position++].Actor;

    /// <summary>Extends the path by a step of <paramref name="actor"/>; <paramref name="left"/> are to be tried later.</summary>
    public int Extend(int actor, ulong left)
    {
        if (_count == _frames.Length)
            Array.Resize(ref _frames, _count * 2);
        _frames[_count++] = new Frame { Actor = actor, Left = left, Arity = 1 };
        _position = _count;
        return actor;
    }

    /// <summary>The value to be returned by the choice of the step just decided.</summary>
    public int Value(int arity)
    {
        ref var frame = ref _frames[_position - 1];
        frame.Arity = arity;
        return frame.Value;
    }

    private struct Frame
    {
        public ulong Left;
        public int Actor;
        public int Value;
        public int Arity;
    }
}
