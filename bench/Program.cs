using BenchmarkDotNet.Running;
using RaceSim.Bench;

BenchmarkSwitcher.FromAssembly(typeof(MidforkBenchmarks).Assembly).Run(args);
