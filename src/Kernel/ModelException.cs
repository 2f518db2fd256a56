namespace RaceSim.Kernel;

/// <summary>A scenario asks for what the model cannot do, or gives it too little: a fault of the input, found only while it runs.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, one sentence without a full stop.</param>
    public ModelException(string message)
        : base(message)
    {
    }
}
