using RaceSim.Exploration;
using RaceSim.Scenarios;
using RaceSim.Steps;
using RaceSim.Tests.Dpor;
using RaceSim.Tests.Sketches;
using Xunit;

namespace RaceSim.Tests.Exploration;

/// <summary>The incremental hash of a class against the canonical forms of the oracle, and counted classes against those that DPOR runs.</summary>
public sealed class ClassHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Equivalent_schedules_have_one_hash_and_inequivalent_ones_have_two(int size)
    {
        SketchSize[] sizes = [new(2, 2, 2, 3, 3_000), new(3, 3, 2, 2, 3_000), new(4, 3, 3, 1, 3_000)];
        var shared = 0;
        for (var seed = 1_000; seed < 1_040; seed++)
        {
            var text = SketchGenerator.Generate(seed, sizes[size]);
            var program = new RecordingProgram(ScenarioReader.Read(text, "test.yaml").Instantiate(null, InstanceOptions.Default).Program);
            var (classes, hashes, schedules) = Enumerate(program);
            Assert.Equal(classes, hashes);
            shared += schedules > classes ? 1 : 0;
        }

        Assert.True(shared > 20, $"only {shared} sketches have a class of several schedules");
    }

    [Theory]
    [InlineData("midfork-n1", null, 4_000, 12)]
    [InlineData("refmap", null, 4_000, 36)]
    [InlineData("midfork-fault", "linux-6.9", 40_000, 69)]
    public void Enough_samples_show_as_many_classes_as_dpor_runs(string name, string? build, int schedules, int classes)
    {
        var scenario = ScenarioCatalogue.Find(name);
        Assert.Equal(classes, Verifier.Verify(scenario, build, new RunOptions { All = true }).Executions);
        var survey = new SampleSurvey();
        var program = scenario.Instantiate(build, new InstanceOptions([])).Program;
        var checks = scenario.Instantiate(build, InstanceOptions.Default).Program;
        program = build is null ? program : checks;
        var sampler = survey.Watch(new Pos(1), program);
        for (var i = 0; i < schedules; i++)
        {
            RunThrough(program, sampler);
            survey.Ended(i, default, program);
        }

        var statistics = survey.Statistics(schedules)!;
        Assert.Equal(classes, statistics.Classes);
        Assert.Equal(classes, statistics.Curve[^1].Classes);
    }

    private static (int Classes, int Hashes, int Schedules) Enumerate(RecordingProgram program)
    {
        var search = new Enumerated();
        var watched = new Watched(search, program);
        var classes = new Dictionary<TraceClass, ulong>();
        var hashes = new HashSet<ulong>();
        var schedules = 0;
        for (program.Reset(); watched.Begin(program); program.Reset())
        {
            while (program.Enabled != 0)
            {
                var actor = watched.NextActor(program);
                var arity = program.Next(actor).Arity;
                program.Step(actor, arity > 1 ? watched.NextValue(arity) : 0);
            }

            schedules++;
            hashes.Add(watched.Class);
            Assert.Equal(watched.Class, classes.TryAdd(program.Form.Class(), watched.Class) ? watched.Class : classes[program.Form.Class()]);
        }

        return (classes.Count, hashes.Count, schedules);
    }

    // To the end of the execution, whatever breaks on the way.
    private static void RunThrough(IProgram program, ISampler sampler)
    {
        program.Reset();
        sampler.Begin(program);
        while (program.Enabled != 0)
        {
            var actor = sampler.NextActor(program);
            var arity = program.Next(actor).Arity;
            program.Step(actor, arity > 1 ? sampler.NextValue(arity) : 0);
        }
    }

    private sealed class Enumerated : ISampler
    {
        private readonly DepthFirst _search = new();

        public void Seek(long execution)
        {
        }

        public bool Begin(IProgram program) => _search.Begin(program);

        public int NextActor(IProgram program) => _search.NextActor(program);

        public int NextValue(int arity) => _search.NextValue(arity);
    }
}
