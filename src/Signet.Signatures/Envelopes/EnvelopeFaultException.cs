namespace Signet.Signatures.Envelopes;

/// <summary>
/// Carries a fault from the depth of a parser to <see cref="SignatureEnvelope"/>, where it becomes a value. Never
/// leaves the library.
/// </summary>
internal sealed class EnvelopeFaultException(EnvelopeFault fault) : Exception(fault.Message)
{
    public EnvelopeFault Fault { get; } = fault;

    public static EnvelopeFaultException Malformed(string rule, string message) =>
        new(new(EnvelopeFaultKind.Malformed, rule, message));

    public static EnvelopeFaultException Mismatch(string rule, string message) =>
        new(new(EnvelopeFaultKind.SignatureMismatch, rule, message));

    public static EnvelopeFaultException Chain(string rule, string message) =>
        new(new(EnvelopeFaultKind.CertificateChain, rule, message));
}
