using RaceSim.Actors;
using RaceSim.Cli.Hosts;
using RaceSim.Hosts.Coyote;
using RaceSim.Scenarios;

namespace RaceSim.Hosts.Cli;

/// <summary><c>--host coyote</c>: Coyote's strategies over Coyote actors.</summary>
public sealed class CoyoteExploration : IExplorationHost
{
    /// <inheritdoc/>
    public string Name => "coyote";

    /// <inheritdoc/>
    public bool TakesProfile => true;

    /// <inheritdoc/>
    public HostReport Explore(HostRequest request) => Explore(request, Profile(request));

    /// <summary>Explores with a profile.</summary>
    /// <param name="request">What is asked for; what the profile says too counts there only.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="InputException">The trace to repeat is not one of Coyote's, or the model cannot do what the scenario asks for.</exception>
    public static HostReport Explore(HostRequest request, CoyoteProfile profile)
    {
        var trace = profile.Trace is null ? null : request.ReadFile(profile.Trace);
        var options = request.Options with
        {
            MaxExecutions = profile.Iterations ?? request.Options.MaxExecutions,
            StepBound = profile.MaxSteps ?? request.Options.StepBound,
        };
        CoyoteHost? host = null;
        IHostedRuns Start(ActorModel model)
        {
            try
            {
                host = new CoyoteHost(model, profile, trace, options.MaxExecutions, options.StepBound, request.Sampling.Seed);
            }
            catch (ProfileException fault)
            {
                throw new InputException(fault.Message, profile.Trace);
            }

            return new Runs(host);
        }

        var report = Sampling.Follow(request.Scenario, request.Build, Start, options);
        return new HostReport(report, ProfileReader.NameOf(profile.Strategy), report.Violations.Count > 0 ? host?.OwnTrace : null);
    }

    private static CoyoteProfile Profile(HostRequest request)
    {
        if (request.ProfileFile is null)
        {
            return FromOptions(request.Sampling);
        }

        if (request.IsStrategyGiven)
        {
            throw new InputException("--strategy and --profile both name a strategy; give one of them");
        }

        try
        {
            return ProfileReader.Read(request.ProfileText);
        }
        catch (ProfileException fault)
        {
            throw new InputException(fault.Message, request.ProfileFile, fault.Line, fault.Column);
        }
    }

    private static CoyoteProfile FromOptions(SamplingOptions sampling) => sampling.Strategy switch
    {
        SamplingStrategy.Random or SamplingStrategy.Auto => new CoyoteProfile { Strategy = CoyoteStrategy.Random },
        SamplingStrategy.Pct => new CoyoteProfile { Strategy = CoyoteStrategy.Prioritization, StrategyBound = (uint)sampling.Depth },
        _ => throw new InputException("'--host coyote' knows --strategy random and pct; a --profile names any of Coyote's own"),
    };

    private sealed class Runs(CoyoteHost host) : IHostedRuns
    {
        public HostedRun? Next() => host.Execute() ? HostedRun.Of(host.Run) : null;

        public void Dispose() => host.Dispose();
    }
}
