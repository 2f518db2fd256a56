namespace RaceSim.Steps;

/// <summary>Where a step was written: the member (a kernel function in PascalCase), file and line of the call site.</summary>
/// <param name="Member">Name of the method that contains the step.</param>
/// <param name="File">Source file as the compiler saw it (mapped to a repository-relative path).</param>
/// <param name="Line">One-based line in <paramref name="File"/>; 0 when unknown.</param>
public readonly record struct SourceLabel(string? Member, string? File, int Line);
