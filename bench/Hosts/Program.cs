using RaceSim.Hosts.Bench;
using RaceSim.Scenarios;

// One scenario and build a line, on every host, one after the other: how many schedules a second, how many until the first violation.
var seconds = 5.0;
var seeds = 9;
var cases = new List<(string Scenario, string? Build)>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--seconds" && i + 1 < args.Length && double.TryParse(args[i + 1], out var given) && given > 0)
    {
        seconds = given;
        i++;
    }
    else if (args[i].StartsWith('-'))
    {
        Console.Error.WriteLine("usage: Hosts.Bench [--seconds n] [scenario[@build] ...]");
        return 2;
    }
    else
    {
        var parts = args[i].Split('@', 2);
        cases.Add((parts[0], parts.Length > 1 ? parts[1] : null));
    }
}

if (cases.Count == 0)
{
    cases = [("midfork-n3", null), ("midfork-fault", "linux-6.9"), ("reforder", "batch-v2"), ("refmap", null), ("window", null)];
}

try
{
    new SideBySide(seconds, seeds, Console.Out).Run(cases);
    return 0;
}
catch (InputException fault)
{
    Console.Error.WriteLine(fault.Text);
    return 2;
}
