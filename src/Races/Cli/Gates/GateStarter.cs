namespace RaceSim.Cli.Gates;

/// <summary>The file that <c>racesim gate --init</c> writes.</summary>
internal static class GateStarter
{
    /// <summary>Its text; a test runs it.</summary>
    public const string Text =
        """
        # What a change has to pass: 'racesim gate FILE'. Schema: docs/schema/gate.schema.json.
        gate: my-gate

        # How much to explore: a profile of the tool (smoke, ci, nightly, proof) or a file like those in coyote-configs/.
        profile: smoke

        # Seconds for the whole gate; rows that were not reached have no verdict, which is not a pass.
        time: 600

        # Names or claims of the catalogue, files of your own, or globs over either; without the key: every claim of the catalogue.
        scenarios:
          - midfork-fault
          - E01
          # - scenarios/*.yaml

        # Only these builds; without the key: every build that a scenario's file names.
        # builds: [ linux-6.9 ]

        # Violations that nobody will mend now. Each must still be there: one that is gone fails the gate until it is taken off the list.
        # known:
        #   - { scenario: observer-unmap, build: linux-6.9, invariant: I28, note: "two reads are never safe against both directions" }

        """;
}
