namespace RaceSim.Kernel.Cpus;

/// <summary>What an operation told its caller.</summary>
/// <param name="Context">The context that ran it.</param>
/// <param name="Operation">What it was: <c>load</c>, <c>pin</c>, <c>ksm-scan</c>.</param>
/// <param name="Argument">Its page number.</param>
/// <param name="Value">The datum of a load; 1 or 0 where the answer is yes or no.</param>
public readonly record struct ReturnedValue(int Context, string Operation, int Argument, long Value);
