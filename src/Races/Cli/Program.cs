using RaceSim.Cli;

return ConsoleProcess.Run(args, []);
