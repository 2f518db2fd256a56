using RaceSim.Reports;

namespace RaceSim.Cli.Bench;

/// <summary>One thing that <c>racesim bench</c> measures. A new case is a new class and a line in <see cref="BenchCases"/>.</summary>
internal interface IBenchCase
{
    /// <summary>The name by which a user picks it.</summary>
    string Name { get; }

    /// <summary>Measures; returns nothing if what it measures is not in the catalogue.</summary>
    IEnumerable<BenchRow> Run(BenchClock clock);
}
