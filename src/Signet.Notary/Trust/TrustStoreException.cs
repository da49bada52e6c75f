namespace Signet.Notary.Trust;

/// <summary>A trust store cannot be used as asked; the message says which, why, and what to do.</summary>
public sealed class TrustStoreException : Exception
{
    /// <summary>Describes a failure.</summary>
    public TrustStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
