using RaceSim.Cli.Hosts;
using RaceSim.Hosts.Akka;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Cli;

/// <summary><c>--host akka-live</c>: no strategy, but all cores.</summary>
public sealed class LiveExploration : IExplorationHost
{
    /// <inheritdoc/>
    public string Name => "akka-live";

    /// <inheritdoc/>
    public bool TakesProfile => false;

    /// <inheritdoc/>
    public HostReport Explore(HostRequest request)
    {
        if (request.IsStrategyGiven)
        {
            throw new InputException("'--host akka-live' takes no --strategy: the machine that runs it decides who moves");
        }

        var report = Sampling.Follow(request.Scenario, request.Build, model => new Runs(model, request), request.Options);
        return new HostReport(report, "live");
    }

    private sealed class Runs(Actors.ActorModel model, HostRequest request) : IHostedRuns
    {
        private readonly LiveHost _host = new(model, request.Options.StepBound, Environment.ProcessorCount, request.Sampling.Seed);
        private long _left = request.Options.MaxExecutions;

        public HostedRun? Next()
        {
            if (_left-- == 0)
            {
                return null;
            }

            _host.Execute();
            return HostedRun.Of(_host.Run);
        }

        public void Dispose() => _host.Dispose();
    }
}
