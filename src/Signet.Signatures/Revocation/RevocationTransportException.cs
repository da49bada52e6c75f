namespace Signet.Signatures.Revocation;

/// <summary>A request for revocation data had no usable answer.</summary>
public sealed class RevocationTransportException : Exception
{
    /// <summary>A failure of one kind: what happened, to what.</summary>
    public RevocationTransportException(RevocationFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it is.</summary>
    public RevocationFailure Failure { get; }
}
