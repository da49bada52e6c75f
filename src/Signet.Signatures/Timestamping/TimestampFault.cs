namespace Signet.Signatures.Timestamping;

/// <summary>The first rule that a timestamp breaks.</summary>
/// <param name="Rule">Identifier, kebab case, stable.</param>
/// <param name="Message">What is wrong, one sentence, no trailing dot.</param>
public sealed record TimestampFault(string Rule, string Message)
{
    /// <summary>
    /// The <see cref="Rule"/> of a token that may be good, by an authority that leads to none of the trusted roots: who reads
    /// it can mend that, which is not so with the others.
    /// </summary>
    public const string UntrustedRule = "authority-not-trusted";
}
