using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>
/// Rules for the first certificate of a chain (signature-specification.md, "Leaf Certificates"). A chain of one is held to
/// these alone.
/// </summary>
internal static class CertificateLeafRules
{
    private static readonly (X509KeyUsageFlags Bit, string Name)[] ForbiddenBits =
    [
        (X509KeyUsageFlags.KeyEncipherment, "KeyEncipherment"),
        (X509KeyUsageFlags.DataEncipherment, "DataEncipherment"),
        (X509KeyUsageFlags.KeyAgreement, "KeyAgreement"),
        (X509KeyUsageFlags.KeyCertSign, "CertSign"),
        (X509KeyUsageFlags.CrlSign, "CRLSign"),
        (X509KeyUsageFlags.EncipherOnly, "EncipherOnly"),
        (X509KeyUsageFlags.DecipherOnly, "DecipherOnly"),
    ];

    /// <summary>What a code-signing leaf may not be for: the specification's list, and OCSPSigning as notation has it.</summary>
    private static readonly (string Oid, string Name)[] ForbiddenPurposes =
    [
        (CertificateOids.AnyExtendedKeyUsage, "Any"),
        (CertificateOids.ServerAuth, "ServerAuth"),
        (CertificateOids.ClientAuth, "ClientAuth"),
        (CertificateOids.EmailProtection, "EmailProtection"),
        (CertificateOids.TimeStamping, "TimeStamping"),
        (CertificateOids.OcspSigning, "OCSPSigning"),
    ];

    /// <summary>The first rule that <paramref name="leaf"/> breaks; null when it keeps them all.</summary>
    public static CertificateFault? FindFault(ParsedCertificate leaf, CertificatePurpose purpose) =>
        BasicConstraints(leaf)
        ?? KeyUsage(leaf, purpose)
        ?? (purpose == CertificatePurpose.CodeSigning ? CodeSigningPurposes(leaf) : TimestampingPurpose(leaf))
        ?? Key(leaf);

    /// <summary>"Leaf Certificates" 1: basicConstraints optional; <c>cA</c> false where present.</summary>
    private static CertificateFault? BasicConstraints(ParsedCertificate leaf) =>
        leaf.BasicConstraints is { IsAuthority: true }
            ? Fault("leaf-basic-constraints", leaf, "if the basic constraints extension is present, the ca field must be set to false")
            : null;

    /// <summary>
    /// "Leaf Certificates" 2: keyUsage present with digitalSignature and none of the forbidden bits; critical for code
    /// signing, only recommended for timestamping.
    /// </summary>
    private static CertificateFault? KeyUsage(ParsedCertificate leaf, CertificatePurpose purpose)
    {
        if (leaf.KeyUsage is not { } usage)
        {
            return Fault("leaf-key-usage", leaf, "key usage extension must be present");
        }

        if (!usage.IsCritical && purpose == CertificatePurpose.CodeSigning)
        {
            return Fault("leaf-key-usage", leaf, "key usage extension must be marked critical");
        }

        if (!usage.Bits.HasFlag(X509KeyUsageFlags.DigitalSignature))
        {
            return Fault("leaf-key-usage", leaf, "the keyUsage must have the bit positions for \"Digital Signature\" set");
        }

        var forbidden = ForbiddenBits.Where(bit => usage.Bits.HasFlag(bit.Bit)).Select(bit => bit.Name).ToList();
        return forbidden.Count == 0
            ? null
            : Fault("leaf-key-usage", leaf, $"the keyUsage must be \"Digital Signature\" only, and it also has {string.Join(", ", forbidden)}");
    }

    /// <summary>
    /// "Leaf Certificates" 3, signing certificate: extKeyUsage is optional, need not hold codeSigning, and must hold none
    /// of the forbidden purposes. Purposes nobody here knows are allowed, critical or not.
    /// </summary>
    private static CertificateFault? CodeSigningPurposes(ParsedCertificate leaf)
    {
        var purposes = leaf.ExtendedKeyUsage?.Purposes ?? [];
        var forbidden = ForbiddenPurposes.Where(p => purposes.Contains(p.Oid)).Select(p => p.Name).ToList();
        return forbidden.Count == 0
            ? null
            : Fault("leaf-extended-key-usage", leaf, $"extended key usage must not contain {string.Join(", ", forbidden)} eku");
    }

    /// <summary>"Leaf Certificates" 3, timestamping certificate, and RFC 3161 §2.3: extKeyUsage critical, timeStamping alone.</summary>
    private static CertificateFault? TimestampingPurpose(ParsedCertificate leaf) => leaf.ExtendedKeyUsage switch
    {
        null => Fault("leaf-extended-key-usage", leaf, "timestamping certificate must have an extended key usage extension"),
        { Purposes: not [CertificateOids.TimeStamping] } => Fault(
            "leaf-extended-key-usage", leaf, "timestamp signing certificate must have and only have TimeStamping as extended key usage"),
        { IsCritical: false } => Fault(
            "leaf-extended-key-usage", leaf, "extended key usage extension of a timestamping certificate must be marked critical"),
        _ => null,
    };

    /// <summary>"Leaf Certificates" 4 and "Algorithm Selection": one of the six kinds of key.</summary>
    private static CertificateFault? Key(ParsedCertificate leaf) =>
        KeySpecs.TryGet(leaf.Key, out _, out var fault) ? null : Fault("leaf-key", leaf, fault);

    private static CertificateFault Fault(string rule, ParsedCertificate leaf, string what) =>
        CertificateChainRules.Fault(rule, $"certificate with subject \"{leaf.SubjectName}\": {what}");
}
