using static RaceSim.Tests.Dpor.ConflictSteps;

namespace RaceSim.Tests.Dpor;

/// <summary>
/// Random <see cref="ConflictToy"/> programs: steps of one to three cells, reader/writer locks, trylocks, peeks, choices, threads started by
/// others, completions awaited. Whatever is requested is given up, but a trylock that succeeds is not, and locks are nested in any order: there are deadlocks.
/// </summary>
internal sealed class ConflictGenerator
{
    private readonly Random _random;
    private readonly int _cells;

    private ConflictGenerator(int seed)
    {
        _random = new Random(seed);
        _cells = 2 + _random.Next(4);
    }

    /// <summary>A program whose number of schedules is at most about <paramref name="schedules"/> (choices not counted).</summary>
    public static ConflictToy Generate(int seed, double schedules)
    {
        var generator = new ConflictGenerator(seed);
        while (true)
        {
            var threads = generator.Threads();
            var number = 1.0;
            var total = 0;
            foreach (var thread in threads)
            {
                for (var step = 1; step <= thread.Length; step++)
                    number *= (double)++total / step * (thread[step - 1].Operation.Arity);
            }

            if (number <= schedules)
                return new ConflictToy(threads);
        }
    }

    private ConflictToy.Step[][] Threads()
    {
        var count = 2 + _random.Next(5);
        var threads = new ConflictToy.Step[count][];
        for (var i = 0; i < count; i++)
        {
            var steps = new List<ConflictToy.Step>();
            var wanted = 1 + _random.Next(count > 4 ? 2 : 4);
            while (steps.Count < wanted)
                Add(steps);
            threads[i] = [.. steps];
        }

        if (_random.Next(4) == 0)
        {
            var starter = _random.Next(count - 1);
            threads[starter] = [.. threads[starter], Start(count - 1)];
        }

        if (_random.Next(4) == 0)
        {
            var completions = 1 + _random.Next(Math.Min(2, count - 1));
            threads[0] = [Await(2, completions), .. threads[0]];
            for (var i = 1; i <= completions; i++)
                threads[i] = [.. threads[i], Complete(2)];
        }

        return threads;
    }

    private void Add(List<ConflictToy.Step> steps)
    {
        switch (_random.Next(21))
        {
            case < 4:
                steps.Add(Write(Some(1)));
                break;
            case < 7:
                steps.Add(Write(Some(2)));
                break;
            case < 9:
                steps.Add(_cells > 2 ? Write(Some(3)) : Write(Some(2)));
                break;
            case < 11:
                steps.Add(Read(Some(1 + _random.Next(2))));
                break;
            case < 13:
                var places = Some(2);
                steps.Add(Move(places[0], places[1]));
                break;
            case < 15:
                steps.Add(Choose(2));
                break;
            case < 16:
                steps.Add(Peek(_random.Next(2)));
                break;
            case < 17:
                steps.Add(Observed(_random.Next(_cells), 1UL << _random.Next(2)));
                break;
            case < 18 when _random.Next(2) == 0:
                steps.Add(Try(_random.Next(2)));
                break;
            default:
                Section(steps, _random.Next(2));
                break;
        }
    }

    private void Section(List<ConflictToy.Step> steps, int id, bool inner = false)
    {
        var shared = _random.Next(2) == 0;
        steps.Add(shared ? LockShared(id) : Lock(id));
        if (!inner && _random.Next(4) == 0)
            Section(steps, 1 - id, inner: true);
        else if (_random.Next(2) == 0)
            steps.Add(Write(Some(1)));
        steps.Add(shared ? UnlockShared(id) : Unlock(id));
    }

    private int[] Some(int count)
    {
        var all = Enumerable.Range(0, _cells).ToArray();
        _random.Shuffle(all);
        return all[..count];
    }
}
