using Akka.Configuration;
using Akka.Dispatch;

namespace RaceSim.Hosts.Akka;

/// <summary>The executor that the controlled system's configuration names: it runs nothing, it only queues.</summary>
/// <param name="config">The dispatcher's configuration.</param>
/// <param name="prerequisites">They lead to the system's <see cref="PickQueue"/>.</param>
internal sealed class PickExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new Executor(id, Prerequisites.Settings.Setup.Get<PickQueue>().Value);

    private sealed class Executor(string id, PickQueue queue) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => queue.Add(run);

        public override void Shutdown()
        {
        }
    }
}
