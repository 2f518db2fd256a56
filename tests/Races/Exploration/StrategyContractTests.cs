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

public sealed class SurwContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Surw(seed, AccessProfile.Take(program, 1, 8, 100));
}

public sealed class FairPctContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new FairPct(seed, depth: 3, length: 4);
}

public sealed class PortfolioContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Portfolio(new Pos(seed), new RandomWalk(seed));
}

public sealed class WatchedContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Watched(new RandomWalk(seed), program);
}

public sealed class RffContract : StrategyContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Rff(seed);
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

public sealed class GuidedContract : StrategyContract
{
    private Schedule _schedule = new();

    protected override IStrategy Create(ulong seed, IProgram program)
    {
        var recorder = new Recorder(new RandomWalk(seed));
        Executor.TryRun(program, recorder, 100, out _);
        _schedule = recorder.Schedule;
        return new Guided(_schedule);
    }

    protected override bool Rewind(IStrategy strategy)
    {
        ((Guided)strategy).Load(_schedule);
        return true;
    }
}

public sealed class StridedContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program) => new Strided(new RandomWalk(seed), 2, 3);
}

public sealed class PrefixedContract : SamplerContract
{
    protected override IStrategy Create(ulong seed, IProgram program)
    {
        var recorder = new Recorder(new RandomWalk(1));
        Executor.TryRun(program, recorder, 100, out _);
        return new Prefixed(recorder.Schedule, 1, new RandomWalk(seed));
    }
}

public sealed class StrategyContractTests
{
    private static IEnumerable<Type> Strategies =>
        typeof(IStrategy).Assembly.GetTypes().Where(type => type.IsClass && typeof(IStrategy).IsAssignableFrom(type));

    [Fact]
    public void Every_strategy_has_a_contract_test()
    {
        var missing = Strategies.Where(type => !ContractOf(type).IsAssignableFrom(TestOf(type))).Select(type => type.Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_strategy_is_sealed_and_derives_from_object() =>
        Assert.All(Strategies, type => Assert.True(type.IsSealed && type.BaseType == typeof(object), type.Name));

    // A strategy that needs more than a seed's worth of set-up still has its contract test under this name.
    private static Type? TestOf(Type strategy) =>
        typeof(StrategyContractTests).Assembly.GetType($"{typeof(StrategyContractTests).Namespace}.{strategy.Name}Contract");

    private static Type ContractOf(Type strategy) =>
        typeof(ISampler).IsAssignableFrom(strategy) ? typeof(SamplerContract) : typeof(StrategyContract);
}
