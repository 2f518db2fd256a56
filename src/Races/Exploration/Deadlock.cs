using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>A deadlock told as a violation.</summary>
public static class Deadlock
{
    /// <summary>The id of the violation.</summary>
    public const string Id = "deadlock";

    /// <summary>The violation of a program in which nothing is enabled and something unfinished.</summary>
    public static Violation Describe(IProgram program)
    {
        var names = new List<string>();
        for (var waiting = program.Unfinished; waiting != 0; waiting &= waiting - 1)
            names.Add(program.ActorName(BitOperations.TrailingZeroCount(waiting)));
        var verb = names.Count == 1 ? "waits" : "wait";
        return new Violation(Id, $"nobody can move: {string.Join(", ", names)} {verb} for ever");
    }
}
