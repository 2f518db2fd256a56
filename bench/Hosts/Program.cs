using RaceSim.Hosts.Bench;
using RaceSim.Scenarios;

const string Usage = "usage: Hosts.Bench [--seconds n] [scenario[@build] ...]  or  Hosts.Bench --cross-check [scenario ...]";

try
{
    return args is ["--cross-check", ..] ? CrossChecked(args[1..]) : Measured(args);
}
catch (InputException fault)
{
    Console.Error.WriteLine(fault.Text);
    return 2;
}

// Every verdict of the built-in engine, under Coyote too.
static int CrossChecked(IReadOnlyList<string> scenarios)
{
    foreach (var name in scenarios)
    {
        if (name.StartsWith('-'))
        {
            throw new InputException(Usage);
        }

        ScenarioCatalogue.Find(name);
    }

    return new CrossCheck(scenarios, Console.Out).Run() ? 0 : 1;
}

// One scenario and build a line, on every host, one after the other: how many schedules a second, how many until the first violation.
static int Measured(IReadOnlyList<string> args)
{
    const int Seeds = 9;
    var seconds = 5.0;
    var cases = new List<(string Scenario, string? Build)>();
    for (var i = 0; i < args.Count; i++)
    {
        if (args[i] == "--seconds" && i + 1 < args.Count && double.TryParse(args[i + 1], out var given) && given > 0)
        {
            seconds = given;
            i++;
        }
        else if (args[i].StartsWith('-'))
        {
            throw new InputException(Usage);
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

    new SideBySide(seconds, Seeds, Console.Out).Run(cases);
    return 0;
}
