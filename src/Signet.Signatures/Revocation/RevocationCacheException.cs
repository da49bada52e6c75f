namespace Signet.Signatures.Revocation;

/// <summary>A cache could not be read or written. Verification goes on without it.</summary>
public sealed class RevocationCacheException : Exception
{
    /// <summary>A failure: what happened, to what, what to do.</summary>
    public RevocationCacheException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
