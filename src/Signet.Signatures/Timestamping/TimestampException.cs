namespace Signet.Signatures.Timestamping;

/// <summary>No timestamp could be had: nothing was signed.</summary>
public sealed class TimestampException : Exception
{
    /// <summary>A failure: what happened, to what, what to do.</summary>
    public TimestampException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
