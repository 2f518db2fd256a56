namespace RaceSim.Actors;

/// <summary>A message between actors; a value, so that delivering one allocates nothing.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="From">Address of the sender.</param>
/// <param name="To">Address of the receiver.</param>
/// <param name="Value">A number; its meaning depends on <paramref name="Kind"/>.</param>
/// <param name="Content">A kernel path to run, with <see cref="MessageKind.Execute"/>.</param>
public readonly record struct Message(MessageKind Kind, int From, int To, long Value = 0, object? Content = null);
