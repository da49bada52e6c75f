using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>
/// Rules for the certificates above the leaf (signature-specification.md, "Root and Intermediate CA Certificates").
/// </summary>
internal static class CertificateAuthorityRules
{
    /// <summary>The first rule that <paramref name="authority"/> breaks; null when it keeps them all.</summary>
    public static CertificateFault? FindFault(ParsedCertificate authority, CertificatePurpose purpose, int authoritiesBelow) =>
        BasicConstraints(authority)
        ?? PathLength(authority, authoritiesBelow)
        ?? KeyUsage(authority, purpose)
        ?? Key(authority);

    /// <summary>"CA Certificates" 1: basicConstraints present, critical, <c>cA</c> true.</summary>
    private static CertificateFault? BasicConstraints(ParsedCertificate authority) => authority.BasicConstraints switch
    {
        null => Fault("ca-basic-constraints", authority, "ca field in basic constraints must be present and set to true"),
        { IsAuthority: false } => Fault("ca-basic-constraints", authority, "ca field in basic constraints must be set to true"),
        { IsCritical: false } => Fault("ca-basic-constraints", authority, "basic constraints must be marked critical"),
        _ => null,
    };

    /// <summary>"CA Certificates" 1: pathLenConstraint, where present, covers the authorities below this one.</summary>
    private static CertificateFault? PathLength(ParsedCertificate authority, int below) =>
        authority.BasicConstraints!.PathLength is { } length && length < below
            ? Fault("ca-path-length", authority, $"path length is exceeded: it allows {length} authorities below, and there are {below}")
            : null;

    /// <summary>
    /// "CA Certificates" 2: keyUsage present with keyCertSign; critical in code-signing chains, only recommended in
    /// timestamping chains, where public authorities of old age would fail.
    /// </summary>
    private static CertificateFault? KeyUsage(ParsedCertificate authority, CertificatePurpose purpose) => authority.KeyUsage switch
    {
        null => Fault("ca-key-usage", authority, "key usage extension must be present"),
        { IsCritical: false } when purpose == CertificatePurpose.CodeSigning =>
            Fault("ca-key-usage", authority, "key usage extension must be marked critical"),
        { Bits: var bits } when !bits.HasFlag(X509KeyUsageFlags.KeyCertSign) =>
            Fault("ca-key-usage", authority, "key usage must have the bit position for key cert sign set"),
        _ => null,
    };

    /// <summary>Ours: as strong as "Key Length" asks of the leaf. Any RSA size from 2048 up; P-256, P-384, P-521.</summary>
    private static CertificateFault? Key(ParsedCertificate authority) =>
        authority.Key.AuthorityFault is { } fault ? Fault("ca-key", authority, fault) : null;

    private static CertificateFault Fault(string rule, ParsedCertificate authority, string what) =>
        CertificateChainRules.Fault(rule, $"certificate with subject \"{authority.SubjectName}\": {what}");
}
