namespace RaceSim.Steps;

/// <summary>Where a step was written: the member (a kernel function in PascalCase) and the line of the call site.</summary>
/// <param name="Member">Name of the method that contains the step; unique among kernel paths.</param>
/// <param name="Line">One-based line in the file that defines <paramref name="Member"/>; 0 when unknown.</param>
public readonly record struct SourceLabel(string? Member, int Line);
