namespace Signet.Signatures.Envelopes;

/// <summary>Why an envelope is not acceptable.</summary>
public enum EnvelopeFaultKind
{
    /// <summary>The format is not known, or the bytes are not of the format, or a header rule is broken.</summary>
    Malformed,

    /// <summary>The signature value does not verify, or the algorithm is not the leaf key's.</summary>
    SignatureMismatch,

    /// <summary>The certificate chain breaks a rule (signature-specification.md, "Certificate Requirements").</summary>
    CertificateChain,

    /// <summary>A critical attribute is present that nobody here understands.</summary>
    UnknownCriticalAttribute,
}
