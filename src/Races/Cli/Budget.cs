using System.Diagnostics;

namespace RaceSim.Cli;

/// <summary>The clock of a run, its end, and the line that tells a watcher how far it is.</summary>
internal sealed class Budget
{
    private const int BetweenLines = 200;

    private readonly CliConsole _console;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly double _seconds;
    private readonly Lock _gate = new();
    private long _shownAt;
    private int _shownLength;

    /// <summary>Starts the clock.</summary>
    /// <param name="console">Where to show progress, and what cancels.</param>
    /// <param name="seconds">The budget; 0 for none.</param>
    public Budget(CliConsole console, double seconds)
    {
        _console = console;
        _seconds = seconds;
    }

    /// <summary>The seconds since the start.</summary>
    public double Elapsed => _clock.Elapsed.TotalSeconds;

    /// <summary>Whether there is time left and nobody has cancelled.</summary>
    public bool IsLeft => !_console.Cancellation.IsCancellationRequested && (_seconds <= 0 || Elapsed < _seconds);

    /// <summary>Shows a line of progress, now and then, if somebody watches.</summary>
    public void Show(string line)
    {
        if (!_console.ShowsProgress)
        {
            return;
        }

        lock (_gate)
        {
            if (_clock.ElapsedMilliseconds - _shownAt < BetweenLines)
            {
                return;
            }

            _shownAt = _clock.ElapsedMilliseconds;
            var text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{line}, {Elapsed:0.0} s");
            _console.Error.Write("\r" + text.PadRight(_shownLength));
            _shownLength = text.Length;
        }
    }

    /// <summary>Wipes the line of progress away.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_shownLength > 0)
            {
                _console.Error.Write("\r" + new string(' ', _shownLength) + "\r");
                _shownLength = 0;
            }
        }
    }
}
