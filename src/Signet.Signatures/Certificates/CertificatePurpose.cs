namespace Signet.Signatures.Certificates;

/// <summary>What a certificate chain is used for; decides which rules the leaf is held to.</summary>
public enum CertificatePurpose
{
    /// <summary>The chain of the key that signs artifacts.</summary>
    CodeSigning,

    /// <summary>The chain of a timestamping authority (RFC 3161).</summary>
    Timestamping,
}
