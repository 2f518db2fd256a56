namespace RaceSim.Scenarios;

/// <summary>Runs executions of one scenario on another host, one after the other. Not for use by several threads.</summary>
public interface IHostedRuns : IDisposable
{
    /// <summary>Runs the next execution to its end; null if the host has no more.</summary>
    HostedRun? Next();
}
