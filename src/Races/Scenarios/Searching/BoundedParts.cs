using RaceSim.Exploration;
using RaceSim.Steps;

namespace RaceSim.Scenarios.Searching;

/// <summary>Preemption-bounded search over the parts of a scenario's schedules.</summary>
/// <param name="instance">The scenario's instance; this search's own.</param>
/// <param name="preemptions">The greatest number of preemptions.</param>
/// <param name="options">The limits.</param>
internal sealed class BoundedParts(ScenarioInstance instance, int preemptions, RunOptions options) : IPartSearch
{
    private readonly BoundedPartition _partition = new(instance.Program, preemptions, options.StepBound);

    /// <inheritdoc/>
    public IReadOnlyList<Decision[]> Split(IReadOnlyList<Decision> path, int least) => _partition.Split(path, least);

    /// <inheritdoc/>
    public IReadOnlyList<Decision[]> Rest(IReadOnlyList<Decision> node) => [];

    /// <inheritdoc/>
    public PartResult? Run(IReadOnlyList<Decision> path, long most, Func<bool> keepGoing)
    {
        var tally = new SearchTally(instance.OutcomeNames.Count) { WasCut = _partition.IsCut(path) };
        var search = new BoundedSearch(preemptions, path);
        var recorder = new Recorder(search);
        var result = Explorer.Search(instance.Program, recorder, new ExplorationOptions
        {
            MaxSchedules = most == long.MaxValue ? most : most + 1,
            StepBound = options.StepBound,
            StopAtFirstViolation = !options.All,
            KeepGoing = keepGoing,
            Sink = new Sink(tally, recorder, instance),
        });
        if (result.Interrupted)
        {
            return null;
        }

        tally.Executions = result.Schedules;
        tally.Steps = result.Steps;
        tally.StepBoundHits = result.StepBoundHits;
        tally.WasCut |= search.WasCut;
        foreach (var finding in result.Findings)
        {
            tally.AddViolation(new FoundSchedule(finding.Violation, finding.Schedule));
        }

        return new PartResult(tally, [], result.Schedules > most);
    }

    private sealed class Sink(SearchTally tally, Recorder recorder, ScenarioInstance instance) : IExecutionSink
    {
        public void Ended(long index, Execution execution, IProgram program)
        {
            var fresh = program.Events & ~tally.Events;
            for (var bit = 0; fresh != 0; bit++, fresh >>= 1)
            {
                if ((fresh & 1) != 0)
                {
                    tally.AddWitness(bit, recorder.Schedule.Clone());
                }
            }

            if (program.Unfinished == 0)
            {
                tally.Outcomes.Add(instance);
            }
        }
    }
}
