using RaceSim.Reports;
using RaceSim.Scenarios;

namespace RaceSim.Cli;

/// <summary>Walks through a replay on a terminal, forward and backward.</summary>
internal sealed class StepWalk(CliConsole console, ReplayReport report, StepScreen screen)
{
    private const int Leap = 10;
    private const string Help = "next: → n space   back: ← p   ten: PgDn PgUp   ends: Home End   violation: v   quit: q";

    /// <summary>Shows steps until the user quits or the input ends.</summary>
    public void Run()
    {
        var step = 0;
        while (true)
        {
            Draw(step);
            if (console.Cancellation.IsCancellationRequested || console.Keys!() is not { } key || key.Key is ConsoleKey.Q or ConsoleKey.Escape)
            {
                return;
            }

            step = Math.Clamp(After(step, key), 0, report.Steps.Count);
        }
    }

    private int After(int step, ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.RightArrow or ConsoleKey.DownArrow or ConsoleKey.N or ConsoleKey.J or ConsoleKey.Spacebar or ConsoleKey.Enter => step + 1,
        ConsoleKey.LeftArrow or ConsoleKey.UpArrow or ConsoleKey.P or ConsoleKey.K or ConsoleKey.Backspace => step - 1,
        ConsoleKey.PageDown => step + Leap,
        ConsoleKey.PageUp => step - Leap,
        ConsoleKey.Home => 0,
        ConsoleKey.End => report.Steps.Count,
        ConsoleKey.V => report.Violation?.Step ?? step,
        _ => step,
    };

    private void Draw(int step)
    {
        // The terminal's own words: to the top left, clear to the end.
        console.Out.Write("\u001b[H\u001b[J" + screen.Render(step, console.Width, console.Height - 2) + Help);
        console.Out.Flush();
    }
}
