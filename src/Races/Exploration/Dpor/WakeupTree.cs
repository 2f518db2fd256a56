using RaceSim.Steps;

namespace RaceSim.Exploration.Dpor;

/// <summary>
/// The steps still to be explored below each prefix, as ordered trees in one pool of nodes. A node is one step; children are linked in the
/// order in which they are to be explored.
/// </summary>
internal sealed class WakeupTree
{
    private Node[] _nodes = new Node[1024];
    private int _used;
    private int _free = -1;

    /// <summary>A step of a node.</summary>
    public struct Node
    {
        /// <summary>Who takes the step.</summary>
        public int Actor;

        /// <summary>The value chosen.</summary>
        public int Value;

        /// <summary>The step as announced.</summary>
        public Operation Operation;

        /// <summary>The first step to be explored after this one; -1: whatever comes.</summary>
        public int FirstChild;

        /// <summary>The next alternative; -1 for none.</summary>
        public int NextSibling;
    }

    /// <summary>A node, in place.</summary>
    public ref Node this[int node] => ref _nodes[node];

    /// <summary>Takes a node without children or siblings.</summary>
    public int Create(int actor, int value, in Operation operation)
    {
        int node;
        if (_free >= 0)
        {
            node = _free;
            _free = _nodes[node].NextSibling;
        }
        else
        {
            if (_used == _nodes.Length)
            {
                Array.Resize(ref _nodes, _used * 2);
            }

            node = _used++;
        }

        ref var created = ref _nodes[node];
        created.Actor = actor;
        created.Value = value;
        created.Operation = operation;
        created.FirstChild = -1;
        created.NextSibling = -1;
        return node;
    }

    /// <summary>Gives a node back (not its children).</summary>
    public void Free(int node)
    {
        _nodes[node].NextSibling = _free;
        _free = node;
    }

    /// <summary>Appends a node at the end of a list of alternatives; returns the list's first node.</summary>
    public int Append(int first, int node)
    {
        if (first < 0)
        {
            return node;
        }

        var last = first;
        while (_nodes[last].NextSibling >= 0)
        {
            last = _nodes[last].NextSibling;
        }

        _nodes[last].NextSibling = node;
        return first;
    }
}
