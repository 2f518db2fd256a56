using System.Diagnostics;
using System.Runtime.ExceptionServices;
using RaceSim.Scenarios;

namespace RaceSim.Cli.Commands;

/// <summary>Runs the rows of a reproduction on several threads; the result stands in the order of the tasks.</summary>
internal sealed class RowRunner(IReadOnlyList<ReproductionTask> tasks, RunOptions options, Budget budget)
{
    private readonly ReproductionRow[] _rows = new ReproductionRow[tasks.Count];
    private Exception? _failure;
    private int _next = -1;
    private int _done;

    /// <summary>Runs all.</summary>
    public IReadOnlyList<ReproductionRow> Run(int workers)
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

    private ReproductionRow Timed(ReproductionTask task)
    {
        var clock = Stopwatch.StartNew();
        var row = task.Run(options with
        {
            Progress = count => budget.Show($"{_done} of {tasks.Count} rows; {task.Scenario} {task.Build}: {count:N0} executions"),
        });
        return row with { ElapsedSeconds = clock.Elapsed.TotalSeconds };
    }
}
