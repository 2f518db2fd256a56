using RaceSim.Cli;
using RaceSim.Hosts.Cli;

return ConsoleProcess.Run(args, ExplorationHosts.All);
