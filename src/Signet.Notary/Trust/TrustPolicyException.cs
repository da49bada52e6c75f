namespace Signet.Notary.Trust;

/// <summary>There is no valid trust policy. Nothing can be trusted then.</summary>
public sealed class TrustPolicyException : Exception
{
    internal TrustPolicyException(TrustPolicyError error, string message, IReadOnlyList<string> faults)
        : base(message)
    {
        Error = error;
        Faults = faults;
    }

    /// <summary>The kind of failure.</summary>
    public TrustPolicyError Error { get; }

    /// <summary>
    /// What is wrong: every broken rule of an invalid policy, the one that <c>notation</c> would report first; for other
    /// failures one entry with the cause.
    /// </summary>
    public IReadOnlyList<string> Faults { get; }
}
