using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Plugins.Signing;

/// <summary>What chain assembly looks at in a certificate.</summary>
internal sealed class ChainCandidate
{
    private ChainCandidate(X509Certificate2 certificate)
    {
        Certificate = certificate;
        Subject = certificate.SubjectName.RawData;
        Issuer = certificate.IssuerName.RawData;
        foreach (var extension in certificate.Extensions)
        {
            switch (extension)
            {
                case X509BasicConstraintsExtension constraints:
                    IsAuthority = constraints.CertificateAuthority;
                    break;
                case X509SubjectKeyIdentifierExtension own:
                    KeyIdentifier = own.SubjectKeyIdentifierBytes;
                    break;
                case X509AuthorityKeyIdentifierExtension authority:
                    IssuerKeyIdentifier = authority.KeyIdentifier;
                    break;
            }
        }
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>DER of the subject: names are compared byte by byte.</summary>
    public byte[] Subject { get; }

    /// <summary>DER of the issuer's name.</summary>
    public byte[] Issuer { get; }

    /// <summary>Marked as an authority's: basicConstraints with <c>cA</c> (RFC 5280 §4.2.1.9).</summary>
    public bool IsAuthority { get; }

    public ReadOnlyMemory<byte>? KeyIdentifier { get; }

    public ReadOnlyMemory<byte>? IssuerKeyIdentifier { get; }

    public bool NamesItself => Subject.AsSpan().SequenceEqual(Issuer);

    /// <summary>Null when its names or extensions are malformed.</summary>
    public static ChainCandidate? TryRead(X509Certificate2 certificate)
    {
        try
        {
            return certificate.RawDataMemory.Length > PluginLimits.CertificateBytes ? null : new ChainCandidate(certificate);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// By name, and by key identifier unless one of the two has none (RFC 5280 §4.2.1.1: a hint, not required).
    /// </summary>
    public bool CouldHaveIssued(ChainCandidate other) =>
        Subject.AsSpan().SequenceEqual(other.Issuer)
        && (other.IssuerKeyIdentifier is not { } wanted || KeyIdentifier is not { } own || own.Span.SequenceEqual(wanted.Span));
}
