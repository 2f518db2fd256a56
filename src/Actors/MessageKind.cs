namespace RaceSim.Actors;

/// <summary>What actors say to each other.</summary>
public enum MessageKind : byte
{
    /// <summary>Host to CPU: perform the announced step; <see cref="Message.Value"/> is the value chosen.</summary>
    Step,

    /// <summary>Host or process to process: begin the threads.</summary>
    Begin,

    /// <summary>Process to CPU: run the kernel path in <see cref="Message.Content"/>.</summary>
    Execute,

    /// <summary>CPU to process: the path has returned.</summary>
    Completed,

    /// <summary>CPU to lock: a request, exclusive.</summary>
    Acquire,

    /// <summary>CPU to lock: a request, shared.</summary>
    AcquireShared,

    /// <summary>CPU to lock: a trylock.</summary>
    TryAcquire,

    /// <summary>CPU to lock: does somebody wait?</summary>
    Peek,

    /// <summary>Lock to CPU: it is yours.</summary>
    Granted,

    /// <summary>Lock to CPU: the answer to a trylock or a peek, 0 or 1 in <see cref="Message.Value"/>.</summary>
    Answered,

    /// <summary>CPU to lock: given up.</summary>
    Release,

    /// <summary>CPU to an interrupt context of another CPU: flush the range in <see cref="Message.Value"/>.</summary>
    FlushTlb,

    /// <summary>Interrupt context to the CPU that asked: flushed.</summary>
    FlushAcknowledged,
}
