using RaceSim.Steps;
using Monitor = Microsoft.Coyote.Specifications.Monitor;

namespace RaceSim.Hosts.Coyote;

/// <summary>
/// The checks of a scenario as a Coyote specification. Safety: nothing that is checked may break. Liveness: it is hot until every thread has finished, so that an
/// execution that comes to rest before is reported (a deadlock).
/// </summary>
internal sealed class InvariantSpecification : Monitor
{
    private void OnBroken(Event broken)
    {
        var violation = ((Broken)broken).Violation;
        Assert(false, "{0}: {1}", violation.Invariant, violation.Message);
    }

    /// <summary>A check broke.</summary>
    /// <param name="violation">Which one, and what was seen.</param>
    internal sealed class Broken(Violation violation) : Event
    {
        /// <summary>Which check, and what was seen.</summary>
        public Violation Violation => violation;
    }

    /// <summary>Every thread has finished.</summary>
    internal sealed class Finished : Event;

    [Start]
    [Hot]
    [OnEventDoAction(typeof(Broken), nameof(OnBroken))]
    [OnEventGotoState(typeof(Finished), typeof(Rest))]
    private sealed class Running : State;

    [Cold]
    [OnEventDoAction(typeof(Broken), nameof(OnBroken))]
    private sealed class Rest : State;
}
