using System.Runtime.ExceptionServices;

namespace RaceSim.Exploration;

/// <summary>
/// Work in a fixed order that several threads share: they take items from the front, and results are added up in the items' order whoever finishes
/// first. So what comes out does not depend on the number of threads.
/// </summary>
/// <typeparam name="TItem">A piece of work.</typeparam>
/// <typeparam name="TResult">What it comes to.</typeparam>
public sealed class OrderedWork<TItem, TResult>
    where TResult : class
{
    private readonly object _gate = new();
    private readonly LinkedList<Slot> _slots;
    private readonly Func<TResult, bool> _decides;
    private readonly Func<TItem, TResult, bool> _add;
    private Exception? _failure;
    private bool _isClosed;

    /// <summary>Some work.</summary>
    /// <param name="items">The items in their order.</param>
    /// <param name="decides">Whether a result makes all items after it superfluous.</param>
    /// <param name="add">Told every item with its result, in order and by one thread at a time, up to and with the first that decides; false decides too.</param>
    public OrderedWork(IEnumerable<TItem> items, Func<TResult, bool> decides, Func<TItem, TResult, bool> add)
    {
        _slots = new LinkedList<Slot>(items.Select(item => new Slot(item)));
        _decides = decides;
        _add = add;
    }

    /// <summary>The items whose results have not been added, in order. To be called from within <c>add</c>, or when nobody works.</summary>
    public IReadOnlyList<TItem> Pending => [.. _slots.Select(s => s.Item)];

    /// <summary>Whether a result has decided.</summary>
    public bool IsDecided { get; private set; }

    /// <summary>Works off the items, on the calling thread and others, until there are none left, one decides, or a worker stops.</summary>
    /// <param name="workers">What each thread does with an item: its result; or several items to take instead of it; or neither, which ends all work and leaves the item pending.</param>
    public void Run(IReadOnlyList<Func<TItem, (TResult? Result, IReadOnlyList<TItem>? Instead)>> workers)
    {
        var threads = new Thread[workers.Count - 1];
        for (var i = 0; i < threads.Length; i++)
        {
            var worker = workers[i + 1];
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true };
            threads[i].Start();
        }

        Work(workers[0]);
        foreach (var thread in threads)
            thread.Join();
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
    }

    private void Work(Func<TItem, (TResult? Result, IReadOnlyList<TItem>? Instead)> worker)
    {
        try
        {
            while (TryTake(out var slot))
            {
                var (result, instead) = worker(slot.Value.Item);
                lock (_gate)
                {
                    Finish(slot, result, instead);
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _failure ??= failure;
                _isClosed = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TryTake(out LinkedListNode<Slot> slot)
    {
        lock (_gate)
        {
            // What is under way may yet be cut into several.
            while ((slot = Next(out var isUnderWay)!) is null && isUnderWay)
                Monitor.Wait(_gate);
            if (slot is null)
                return false;
            slot.Value.IsTaken = true;
            return true;
        }
    }

    private LinkedListNode<Slot>? Next(out bool isUnderWay)
    {
        isUnderWay = false;
        for (var node = _slots.First; node is not null && !_isClosed && !IsDecided; node = node.Next)
        {
            if (node.Value.IsDone && _decides(node.Value.Result!))
                return null;
            if (!node.Value.IsTaken)
                return node;
            isUnderWay |= !node.Value.IsDone;
        }

        return null;
    }

    private void Finish(LinkedListNode<Slot> slot, TResult? result, IReadOnlyList<TItem>? instead)
    {
        if (instead is not null)
        {
            foreach (var item in instead)
                _slots.AddBefore(slot, new Slot(item));
            _slots.Remove(slot);
            return;
        }

        if (result is null)
        {
            slot.Value.IsTaken = false;
            _isClosed = true;
            return;
        }

        slot.Value.Result = result;
        slot.Value.IsDone = true;
        while (!IsDecided && _slots.First is { Value: { IsDone: true } first })
        {
            _slots.RemoveFirst();
            IsDecided = _decides(first.Result!);
            IsDecided |= !_add(first.Item, first.Result!);
        }
    }

    private sealed class Slot(TItem item)
    {
        public TItem Item { get; } = item;

        public bool IsTaken { get; set; }

        public bool IsDone { get; set; }

        public TResult? Result { get; set; }
    }
}
