namespace RaceSim.Actors;

/// <summary>Where actors live: execution contexts first, then locks, then processes.</summary>
public sealed class AddressBook
{
    private readonly int _contexts;
    private readonly int _locks;

    /// <summary>Lays the addresses out for a machine of a fixed size.</summary>
    public AddressBook(int contexts, int locks)
    {
        _contexts = contexts;
        _locks = locks;
    }

    /// <summary>The address of a lock.</summary>
    public int OfLock(int id) => _contexts + id;

    /// <summary>The lock at an address.</summary>
    public int LockAt(int address) => address - _contexts;

    /// <summary>The address of a process.</summary>
    public int OfProcess(int index) => _contexts + _locks + index;

    /// <summary>Whether a process lives at an address.</summary>
    public bool IsProcess(int address) => address >= _contexts + _locks;
}
