namespace Signet.Signatures.Envelopes;

/// <summary>
/// An envelope could not be made: the request breaks a rule, or what the key's holder returned does not make a valid
/// signature.
/// </summary>
public sealed class SigningException : Exception
{
    /// <summary>Without a reason; only here because every exception has it.</summary>
    public SigningException()
        : base("The signature envelope could not be made.")
    {
    }

    /// <summary>With what is wrong and what to do about it.</summary>
    public SigningException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and what caused it.</summary>
    public SigningException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With the rule that the finished envelope would break.</summary>
    public SigningException(string message, EnvelopeFault fault)
        : base(message) => Fault = fault;

    /// <summary>The rule that the finished envelope would break; null when it did not come that far.</summary>
    public EnvelopeFault? Fault { get; }
}
