using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace RaceSim.Cli.Commands;

/// <summary>Runs rows on several threads; the result stands in the order of the tasks.</summary>
/// <param name="tasks">The rows to run; they share nothing.</param>
/// <param name="name">What progress calls a task.</param>
/// <param name="run">Runs one, telling how many executions it has run.</param>
/// <param name="timed">The row with the seconds it took.</param>
/// <param name="budget">Where progress is shown.</param>
internal sealed class RowRunner<TTask, TRow>(
    IReadOnlyList<TTask> tasks, Func<TTask, string> name, Func<TTask, Action<long>, TRow> run, Func<TRow, double, TRow> timed, Budget budget)
{
    private readonly TRow[] _rows = new TRow[tasks.Count];
    private Exception? _failure;
    private int _next = -1;
    private int _done;

    /// <summary>Runs all.</summary>
    public IReadOnlyList<TRow> Run(int workers)
    {
        var threads = new Thread[Math.Min(workers, tasks.Count) - 1 is var n and > 0 ? n : 0];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true };
            threads[i].Start();
        }

        Work();
        foreach (var thread in threads)
        {
            thread.Join();
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return _rows;
    }

    private void Work()
    {
        try
        {
            for (var i = Interlocked.Increment(ref _next); i < tasks.Count && _failure is null; i = Interlocked.Increment(ref _next))
            {
                _rows[i] = Timed(tasks[i]);
                Interlocked.Increment(ref _done);
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private TRow Timed(TTask task)
    {
        var clock = Stopwatch.StartNew();
        var row = run(task, count => budget.Show($"{_done} of {tasks.Count} rows; {name(task)}: {count:N0} executions"));
        return timed(row, clock.Elapsed.TotalSeconds);
    }
}
