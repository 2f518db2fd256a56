using System.Numerics;
using RaceSim.Exploration;

namespace RaceSim.Cli.Bench;

/// <summary>
/// The model of <c>midfork</c> as a hand-written interpreter: a program counter for each thread and a switch, nothing between the
/// scheduler and the arrays. It makes the same schedules as a random walk of the scenario with the same seed (a test holds it to that), and so is the
/// floor that the machine, its coroutines and its actors are measured against.
/// </summary>
internal sealed class MidforkSwitch(ulong seed)
{
    private const int Entries = 16;
    private const int Threads = 3;
    private const int CopyEnd = (2 * Entries) + 4;
    private const int Break = Entries + 1;

    private readonly long[] _source = new long[Entries];
    private readonly long[] _copy = new long[Entries];
    private readonly int[] _at = new int[Threads];
    private readonly int[] _queue = new int[Threads];
    private int _queued;
    private int _holder;
    private ulong _enabled;
    private long _copied;
    private long _seen;

    /// <summary>The executions so far in which the copy was not uniform.</summary>
    public long Torn { get; private set; }

    /// <summary>Runs executions <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1; returns their steps.</summary>
    public long Run(long first, int count)
    {
        var steps = 0L;
        for (var i = 0; i < count; i++)
        {
            steps += RunOne(Rng.ForExecution(seed, first + i));
        }

        return steps;
    }

    private int RunOne(Rng rng)
    {
        Reset();
        var steps = 0;
        while (_enabled != 0)
        {
            var enabled = _enabled;
            var thread = (enabled & (enabled - 1)) == 0
                ? BitOperations.TrailingZeroCount(enabled)
                : ActorSet.Select(enabled, rng.Below(BitOperations.PopCount(enabled)));
            switch (thread)
            {
                case 0:
                    Copy(_at[0]++);
                    break;
                case 1:
                    Fold(_at[1]++);
                    break;
                default:
                    Unfold(_at[2]);
                    break;
            }

            steps++;
        }

        Check();
        return steps;
    }

    private void Reset()
    {
        Array.Clear(_source);
        Array.Clear(_copy);
        Array.Clear(_at);
        _queued = 0;
        _holder = -1;
        _enabled = (1UL << Threads) - 1;
    }

    // P: lock, 8 x (load, store), unlock, lock, 8 x (load, store), unlock.
    private void Copy(int at)
    {
        switch (at)
        {
            case 0 or Break + 1:
                Lock(0);
                break;
            case Break:
                Unlock();
                break;
            case CopyEnd - 1:
                Unlock();
                _enabled &= ~1UL;
                break;
            default:
                var place = at - (at > Break ? 3 : 1);
                if ((place & 1) == 0)
                {
                    _copied = _source[place >> 1];
                }
                else
                {
                    _copy[place >> 1] = _copied;
                }

                break;
        }
    }

    // F: lock, 16 stores, unlock.
    private void Fold(int at)
    {
        switch (at)
        {
            case 0:
                Lock(1);
                break;
            case Entries + 1:
                Unlock();
                _enabled &= ~2UL;
                break;
            default:
                _source[at - 1] = 1;
                break;
        }
    }

    // U: lock, 16 x (load, and a store if it was 1), unlock. Its counter moves by two over a store that is not needed.
    private void Unfold(int at)
    {
        switch (at)
        {
            case 0:
                _at[2] = 1;
                Lock(2);
                break;
            case (2 * Entries) + 1:
                Unlock();
                _enabled &= ~4UL;
                break;
            default:
                var entry = (at - 1) >> 1;
                if (((at - 1) & 1) == 0)
                {
                    _seen = _source[entry];
                    _at[2] += _seen == 1 ? 1 : 2;
                }
                else
                {
                    _source[entry] = 2;
                    _at[2]++;
                }

                break;
        }
    }

    private void Lock(int thread)
    {
        if (_holder < 0)
        {
            _holder = thread;
            return;
        }

        _queue[_queued++] = thread;
        _enabled &= ~(1UL << thread);
    }

    private void Unlock()
    {
        if (_queued == 0)
        {
            _holder = -1;
            return;
        }

        _holder = _queue[0];
        _queue[0] = _queue[1];
        _queued--;
        _enabled |= 1UL << _holder;
    }

    private void Check()
    {
        for (var i = 1; i < Entries; i++)
        {
            if (_copy[i] != _copy[0])
            {
                Torn++;
                return;
            }
        }
    }
}
