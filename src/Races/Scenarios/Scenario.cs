namespace RaceSim.Scenarios;

/// <summary>A scenario as its file states it: who acts on what, on which builds, and what is expected. Immutable; instances are made from it.</summary>
public sealed class Scenario
{
    private readonly Func<string?, InstanceOptions, ScenarioInstance> _instantiate;

    /// <summary>Creates a scenario; the readers of scenario files do.</summary>
    public Scenario(ScenarioHeader header, Func<string?, InstanceOptions, ScenarioInstance> instantiate)
    {
        Header = header;
        _instantiate = instantiate;
    }

    /// <summary>Name, claim, source, story, expectations.</summary>
    public ScenarioHeader Header { get; }

    /// <summary>The scenario's name: lower-case words joined by hyphens.</summary>
    public string Name => Header.Name;

    /// <summary>The builds it applies to, in the file's order; of a sketch the memory models that its file names one by one.</summary>
    public IEnumerable<string> Builds => Header.Expectations.Where(e => e.Build is not null).Select(e => e.Build!);

    /// <summary>Makes a runnable instance. Instances share nothing.</summary>
    /// <param name="build">The kernel build; null takes the first one. For a sketch a memory model, or null for the one of its file.</param>
    /// <param name="options">What to check.</param>
    /// <exception cref="InputException">The build is unknown to this scenario.</exception>
    public ScenarioInstance Instantiate(string? build, InstanceOptions options) => _instantiate(build, options);
}
