namespace RaceSim.Scenarios.Sketches;

/// <summary>A thread as flat code. Slots: registers, loop counters, one that takes what nobody wants, constants.</summary>
/// <param name="Name">The thread's name, which labels its steps.</param>
/// <param name="Code">The instructions; the last is <see cref="InstructionKind.End"/>.</param>
/// <param name="Registers">The registers' names; their slots are the first.</param>
/// <param name="Variables">The number of slots that an execution may change.</param>
/// <param name="Constants">The values of the slots after those.</param>
/// <param name="StackDepth">The room an evaluation needs.</param>
internal sealed record CompiledThread(
    string Name,
    Instruction[] Code,
    IReadOnlyList<string> Registers,
    int Variables,
    IReadOnlyList<long> Constants,
    int StackDepth);
