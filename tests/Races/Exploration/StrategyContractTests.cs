using RaceSim.Exploration;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Exploration;

public sealed class RandomWalkContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new RandomWalk(seed);
}

public sealed class PctContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Pct(seed, depth: 3, length: 10);
}

public sealed class PosContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Pos(seed);
}

public sealed class DepthFirstContract : StrategyContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new DepthFirst();
}

public sealed class BoundedSearchContract : StrategyContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new BoundedSearch(2);
}

public sealed class RecorderContract : StrategyContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Recorder(new RandomWalk(seed));
}

public sealed class ReplayContract : StrategyContract
{
    private Schedule _schedule = new();

    protected override IStrategy Create(ulong seed, IProgram program)
    {
        var recorder = new Recorder(new RandomWalk(seed));
        Executor.TryRun(program, recorder, 100, out _);
        _schedule = recorder.Schedule;
        return new Replay(_schedule);
    }

    protected override bool Rewind(IStrategy strategy)
    {
        ((Replay)strategy).Load(_schedule);
        return true;
    }
}

public sealed class StrategyContractTests
{
    [Fact]
    public void Every_strategy_has_a_contract_test()
    {
        var missing = typeof(IStrategy).Assembly.GetTypes()
            .Where(type => type.IsClass && typeof(IStrategy).IsAssignableFrom(type))
            .Where(type => typeof(StrategyContractTests).Assembly.GetType($"{typeof(StrategyContractTests).Namespace}.{type.Name}Contract") is not { } test
                || !typeof(StrategyContract).IsAssignableFrom(test)
                || (typeof(ISampler).IsAssignableFrom(type) && !typeof(SamplerContract).IsAssignableFrom(test)))
            .Select(type => type.Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_strategy_is_sealed_and_derives_from_object() =>
        Assert.All(
            typeof(IStrategy).Assembly.GetTypes().Where(type => type.IsClass && typeof(IStrategy).IsAssignableFrom(type)),
            type => Assert.True(type.IsSealed && type.BaseType == typeof(object), type.Name));
}
