namespace Signet.Signatures.Keys;

/// <summary>A private key, or its certificates, cannot be used to sign. The message says why and what to do.</summary>
public sealed class SigningKeyException : Exception
{
    /// <summary>Creates it with a message.</summary>
    public SigningKeyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with a message and a cause.</summary>
    public SigningKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
