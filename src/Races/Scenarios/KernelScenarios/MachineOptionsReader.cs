using RaceSim.Kernel.Memory;
using RaceSim.Scenarios.Yaml;

namespace RaceSim.Scenarios.KernelScenarios;

/// <summary>Reads <c>options:</c> of a scenario: what hardware and configuration allow.</summary>
internal static class MachineOptionsReader
{
    /// <summary>Reads the map; null gives the defaults.</summary>
    public static MachineOptions Read(YamlMap? map, IReadOnlyList<ProcessText> processes)
    {
        var tablesChange = processes.Any(p => p.IsCowPte);
        if (map is null)
        {
            return new MachineOptions { TablesChange = tablesChange };
        }

        var options = new MachineOptions
        {
            ForkExcludesFaults = map.Boolean("fork-excludes-faults", true),
            Preemptible = map.Boolean("preemptible", false),
            AtomicAllocationMayFail = map.Boolean("atomic-allocation-may-fail", false),
            SleepingAllocationMayFail = map.Boolean("sleeping-allocation-may-fail", false),
            TablesChange = tablesChange,
            WalkCaches = map.Boolean("walk-caches", false),
            TableAllocationFailures = (int)map.Integer("table-allocation-failures", 0, 0, 8),
            SwapNeedsStablePages = map.Boolean("swap-needs-stable-pages", false),
        };
        if (!tablesChange && (options.WalkCaches || options.TableAllocationFailures > 0))
        {
            throw map.Node.Error("'walk-caches' and 'table-allocation-failures' are for scenarios in which page tables change; give a process 'cow-pte: true'");
        }

        map.Finish();
        return options;
    }
}
