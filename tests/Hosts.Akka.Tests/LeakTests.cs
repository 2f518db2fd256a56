using System.Diagnostics;
using Akka.Actor;
using RaceSim.Actors;
using RaceSim.Exploration;
using RaceSim.Scenarios;
using Xunit;

namespace RaceSim.Hosts.Akka.Tests;

/// <summary>Thousands of executions leave no actor behind, and many hosts no thread.</summary>
public sealed class LeakTests
{
    private const int Executions = 3_000;
    private const int Hosts = 40;

    [Fact]
    public void A_controlled_system_has_the_same_actors_after_thousands_of_executions_and_none_at_the_end()
    {
        var model = Model();
        var hosting = new AkkaHosting();
        var host = (ControlledHost)hosting.Host(model);
        var before = Paths(host.System);
        Assert.Equal(model.Actors.Count + 1, before.Count); // And their supervisor.
        var walk = new RandomWalk(1);
        for (var i = 0; i < Executions; i++)
        {
            Executor.TryRun(host, walk, 10_000, out _);
        }

        Assert.Equal(before, Paths(host.System));
        hosting.Dispose();
        Assert.True(host.System.WhenTerminated.IsCompletedSuccessfully);
        Assert.Empty(Paths(host.System));
    }

    [Fact]
    public void A_live_system_has_the_same_actors_after_thousands_of_executions_and_none_at_the_end()
    {
        var model = Model();
        var host = new LiveHost(model, 10_000, 2, 1);
        var before = Paths(host.System);
        Assert.Equal(model.Actors.Count + 1, before.Count);
        for (var i = 0; i < Executions; i++)
        {
            host.Execute();
        }

        Assert.Equal(before, Paths(host.System));
        host.Dispose();
        Assert.True(host.System.WhenTerminated.IsCompletedSuccessfully);
        Assert.Empty(Paths(host.System));
    }

    [Fact]
    public void Many_controlled_hosts_leave_no_thread_behind() =>
        AssertLeavesNoThread(() =>
        {
            using var hosting = new AkkaHosting();
            Executor.TryRun(hosting.Host(Model()), new RandomWalk(1), 10_000, out _);
        });

    [Fact]
    public void Many_live_hosts_leave_no_thread_behind() =>
        AssertLeavesNoThread(() =>
        {
            using var host = new LiveHost(Model(), 10_000, 2, 1);
            host.Execute();
        });

    private static void AssertLeavesNoThread(Action once)
    {
        once();
        var before = Threads();
        for (var i = 0; i < Hosts; i++)
        {
            once();
        }

        // A thread that ends does so a little later; one that leaked never does. The pool's own may come and go.
        for (var wait = 0; wait < 300 && Threads() >= before + Hosts; wait++)
        {
            Thread.Sleep(100);
        }

        Assert.InRange(Threads(), 1, before + Hosts - 1);
    }

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private static List<string> Paths(ActorSystem system)
    {
        var found = new List<string>();
        Add(((ExtendedActorSystem)system).Guardian, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static void Add(IActorRef parent, List<string> found)
    {
        foreach (var child in parent is ActorRefWithCell { IsTerminated: false } cell ? cell.Children : [])
        {
            found.Add(child.Path.ToString());
            Add(child, found);
        }
    }

    private static ActorModel Model() => ScenarioCatalogue.Find("reforder").Instantiate("linux-6.9", InstanceOptions.Default).Model;
}
