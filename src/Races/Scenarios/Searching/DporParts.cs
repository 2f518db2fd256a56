using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Exploration.Dpor;
using RaceSim.Scenarios.Measures;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Searching;

/// <summary>Optimal DPOR over the parts of a scenario's space.</summary>
internal sealed class DporParts : IPartSearch
{
    private const int PollInterval = 256;

    private readonly ScenarioInstance _instance;
    private readonly MeasuredProgram? _measured;
    private readonly IProgram _program;
    private readonly RunOptions _options;
    private readonly SpacePartition _partition;

    /// <summary>A search.</summary>
    /// <param name="instance">The scenario's instance; this search's own.</param>
    /// <param name="options">The limits.</param>
    /// <param name="like">Another search of the same scenario, whose foresight is shared; null for none.</param>
    public DporParts(ScenarioInstance instance, RunOptions options, DporParts? like = null)
    {
        _instance = instance;
        _options = options;
        _measured = options.Measure ? instance.Measured() : null;
        _program = _measured ?? instance.Program;
        _partition = like is null ? new SpacePartition(_program, options.StepBound, !options.All) : like._partition.Over(_program);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Decision[]> Split(IReadOnlyList<Decision> path, int least) => _partition.Split(path, least);

    /// <inheritdoc/>
    public IReadOnlyList<Decision[]> Rest(IReadOnlyList<Decision> node) => _partition.Rest(node);

    /// <inheritdoc/>
    public PartResult? Run(IReadOnlyList<Decision> path, long most, Func<bool> keepGoing)
    {
        var search = new OptimalDpor(_program, _options.StepBound, _partition.Part(path));
        var tally = new SearchTally(_instance.OutcomeNames.Count);
        for (var runs = 0L; ; runs++)
        {
            if (runs % PollInterval == 0 && !keepGoing())
            {
                return null;
            }

            if (runs > most)
            {
                return new PartResult(tally, [], IsTooLarge: true);
            }

            if (search.Next(stopAtViolation: !_options.All) is not { } end)
            {
                break;
            }

            tally.Note(end, search, _instance, _measured);
            if (tally.IsViolated && !_options.All)
            {
                break;
            }
        }

        tally.Steps = search.TotalSteps;
        return new PartResult(tally, [.. search.Uncovered.Select(at => (Decision[])[.. path.Take(at)])], IsTooLarge: false);
    }
}
