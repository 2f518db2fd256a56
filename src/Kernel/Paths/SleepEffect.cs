using RaceSim.Kernel.Cpus;
using RaceSim.Steps;

namespace RaceSim.Kernel.Paths;

/// <summary>A point at which the kernel may sleep and nothing else happens (an allocation whose memory the model does not need).</summary>
internal sealed class SleepEffect : StepEffect
{
    /// <summary>Stateless.</summary>
    public static readonly SleepEffect Instance = new();

    public override void Announce(Cpu cpu, ref Operation operation)
    {
    }

    public override long Perform(Cpu cpu, int value)
    {
        cpu.MaySleep("an allocation");
        return 0;
    }
}
