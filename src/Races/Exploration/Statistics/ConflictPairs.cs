using System.Numerics;
using RaceSim.Steps;

namespace RaceSim.Exploration;

/// <summary>
/// The ordered pairs of conflicting accesses that executions have shown: two actors touched one cell with no write of it in between, at least one of them
/// wrote. Each with the lowest execution that showed it.
/// </summary>
internal sealed class ConflictPairs
{
    private const int SiteBits = 26;
    private const ulong SiteMask = (1UL << SiteBits) - 1;

    private readonly int _actors;
    private readonly SiteTable _sites = new();
    private readonly Dictionary<ulong, long> _first = [];
    private readonly int[] _epochs;
    private readonly ulong[] _readers;
    private readonly int[] _readSites;
    private readonly (int Actor, int Site)[] _writers;
    private int _epoch;
    private long _execution;

    /// <summary>Pairs of a program.</summary>
    public ConflictPairs(IProgram program)
    {
        _actors = program.ActorCount;
        var cells = Math.Max(1, program.CellCount);
        _epochs = new int[cells];
        _readers = new ulong[cells];
        _readSites = new int[cells * _actors];
        _writers = new (int, int)[cells];
    }

    /// <summary>The pairs so far: who accessed first and where, who then, and the lowest execution.</summary>
    public IEnumerable<(int Actor, SourceLabel Site, int ThenActor, SourceLabel ThenSite, long First)> All =>
        _first.Select(pair => (
            (int)(pair.Key >> (SiteBits + 6 + SiteBits)),
            _sites[(int)((pair.Key >> (SiteBits + 6)) & SiteMask)],
            (int)((pair.Key >> SiteBits) & 63),
            _sites[(int)(pair.Key & SiteMask)],
            pair.Value));

    /// <summary>Begins an execution.</summary>
    /// <param name="execution">Its index, not below those before.</param>
    public void Begin(long execution)
    {
        _epoch++;
        _execution = execution;
    }

    /// <summary>Adds a step that is about to be performed.</summary>
    public void Add(int actor, in Operation operation)
    {
        if (operation.Cell < 0 && operation.Cell2 < 0 && operation.Cell3 < 0)
            return;
        var site = _sites.Of(operation);
        Access(operation.Cell, operation.Mode, actor, site);
        Access(operation.Cell2, operation.Mode2, actor, site);
        Access(operation.Cell3, operation.Mode3, actor, site);
    }

    private void Access(int cell, AccessMode mode, int actor, int site)
    {
        if (cell < 0 || mode == AccessMode.None)
            return;
        if (_epochs[cell] != _epoch)
        {
            _epochs[cell] = _epoch;
            _readers[cell] = 0;
            _writers[cell] = (-1, 0);
        }

        var writer = _writers[cell];
        if (writer.Actor >= 0 && writer.Actor != actor)
            Note(writer.Actor, writer.Site, actor, site);
        if (mode == AccessMode.Read)
        {
            _readers[cell] |= 1UL << actor;
            _readSites[(cell * _actors) + actor] = site;
            return;
        }

        for (var readers = _readers[cell] & ~(1UL << actor); readers != 0; readers &= readers - 1)
        {
            var reader = BitOperations.TrailingZeroCount(readers);
            Note(reader, _readSites[(cell * _actors) + reader], actor, site);
        }

        _readers[cell] = 0;
        _writers[cell] = (actor, site);
    }

    private void Note(int actor, int site, int thenActor, int thenSite)
    {
        var key = ((((((ulong)actor << SiteBits) | (uint)site) << 6) | (uint)thenActor) << SiteBits) | (uint)thenSite;
        _first.TryAdd(key, _execution);
    }
}
