using RaceSim.Scenarios.Differences;
using RaceSim.Scenarios.Invariants;

namespace RaceSim.Scenarios.Mutants;

/// <summary>A build of a scenario that is mutated, and what it can do without a mutation.</summary>
public sealed class MutantSubject
{
    /// <summary>Where an execution of a mutant is cut: it may go round for ever.</summary>
    internal const int StepBound = 5_000;

    private const int Walks = 200;

    private readonly Lazy<(OutcomeSearch? Search, RunOptions? Limits)> _baseline;
    private readonly Lazy<OutcomeSearch> _full;
    private readonly Lazy<OutcomeSearch> _core;

    /// <summary>Prepares a build.</summary>
    /// <param name="scenario">The scenario, over kernel paths.</param>
    /// <param name="expectation">What its file says of the build.</param>
    /// <param name="executions">The most executions of a search for all that the build can do.</param>
    /// <param name="keepGoing">Asked now and then; false ends a search.</param>
    public MutantSubject(Scenario scenario, Expectation expectation, long executions, Func<bool> keepGoing)
    {
        Scenario = scenario;
        Build = expectation.Build!;
        var all = new RunOptions { StepBound = StepBound, MaxExecutions = executions, KeepGoing = keepGoing };
        _baseline = new Lazy<(OutcomeSearch?, RunOptions?)>(() => Baseline(expectation, all));
        _full = new Lazy<OutcomeSearch>(() => _baseline.Value.Search is { } search && Limits.Invariants is null ? search : Search(scenario, StateView.Full));
        _core = new Lazy<OutcomeSearch>(() => Search(scenario, StateView.Core));
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The build.</summary>
    public string Build { get; }

    /// <summary>Whether it is known what the build breaks without a mutation: only then is a broken check a mutant's.</summary>
    public bool IsUsable => _baseline.Value.Limits is not null;

    /// <summary>Whether stores wait in a buffer there: only then does a barrier order anything.</summary>
    internal bool HasStoreBuffers => Scenario.Instantiate(Build, new InstanceOptions([])).Machine.Cpus.Any(cpu => cpu.Buffer is not null);

    /// <summary>What is checked, everything that the build does not break by itself, and how far.</summary>
    internal RunOptions Limits => _baseline.Value.Limits!;

    /// <summary>Whether every check is armed: the build breaks nothing by itself.</summary>
    internal bool ChecksAll => Limits.Invariants is null;

    /// <summary>Whether everything that the build can do is known within the limit.</summary>
    internal bool IsExhausted => _full.Value.Summary.IsComplete;

    /// <summary>The mutations that a few hundred random walks find places for, each with what it touches.</summary>
    internal IReadOnlyList<(SiteMutation Mutation, string Target)> Survey() =>
        ModelFault.Explained(Scenario.Name, () => SiteSurvey.Of(Scenario.Instantiate(Build, new InstanceOptions(Limits.Invariants)), Walks, StepBound));

    /// <summary>What the build can do, seen in a view.</summary>
    internal OutcomeSearch Outcomes(StateView view) => view == StateView.Full ? _full.Value : _core.Value;

    // What the file calls clean is; of a build that breaks something all checks but those that it breaks somewhere, if that is known.
    private (OutcomeSearch? Search, RunOptions? Limits) Baseline(Expectation expectation, RunOptions all)
    {
        var said = expectation.Violates.Count > 0 ? null : all with { Invariants = expectation.Holds.Count > 0 ? expectation.Holds : null };
        if (said is { Invariants: null })
        {
            return (null, said);
        }

        OutcomeSearch search;
        try
        {
            search = Searched(Scenario, StateView.Full, all);
        }
        catch (InputException)
        {
            return (null, said); // It goes on after what it breaks, and the model cannot.
        }

        var broken = search.BrokenChecks;
        var ids = InvariantCatalogue.All.Select(i => i.Id).ToList();
        return !search.Summary.IsComplete || !broken.All(ids.Contains) ? (null, said)
            : (search, broken.Count == 0 ? all : all with { Invariants = [.. ids.Except(broken)] });
    }

    /// <summary>What this or a mutated scenario can do.</summary>
    internal OutcomeSearch Search(Scenario scenario, StateView view) => Searched(scenario, view, Limits);

    private OutcomeSearch Searched(Scenario scenario, StateView view, RunOptions limits) => ModelFault.Explained(scenario.Name, () =>
    {
        var search = new OutcomeSearch(scenario, Build, view, limits);
        search.Run();
        return search;
    });
}
