using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation.Crl;

namespace Signet.Signatures.Revocation;

/// <summary>Where a certificate says that its revocation can be found out.</summary>
/// <remarks>
/// Stricter than <c>notation</c>, for which a certificate whose responders or lists are named in a way it cannot use has
/// none and so counts as not revoked: here it has one that cannot be asked. Addresses beyond
/// <see cref="SignatureLimits.RevocationAddresses"/> are not asked; that only ever takes answers away.
/// </remarks>
internal sealed record RevocationSources
{
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>Addresses of OCSP responders (authorityInfoAccess, RFC 5280 §4.2.2.1), in the certificate's order.</summary>
    public IReadOnlyList<string> OcspAddresses { get; init; } = [];

    /// <summary>Distribution points of lists (RFC 5280 §4.2.1.13), in the certificate's order.</summary>
    public IReadOnlyList<CrlDistributionPoint> DistributionPoints { get; init; } = [];

    /// <summary>Addresses of delta lists that the certificate itself names (freshestCRL, RFC 5280 §4.2.1.15).</summary>
    public IReadOnlyList<string> DeltaAddresses { get; init; } = [];

    /// <summary>Why an extension could not be read; its sources count as there and unusable.</summary>
    public string? Fault { get; init; }

    /// <summary>The certificate names nothing at all.</summary>
    public bool IsEmpty => OcspAddresses.Count == 0 && DistributionPoints.Count == 0 && Fault is null;

    /// <summary>Reads the extensions of <paramref name="certificate"/>; whatever they hold, it does not throw.</summary>
    public static RevocationSources Of(X509Certificate2 certificate) =>
        ParsedCertificate.TryRead(certificate, out var fault) is { } parsed ? Of(parsed) : new() { Fault = fault };

    /// <inheritdoc cref="Of(X509Certificate2)"/>
    public static RevocationSources Of(ParsedCertificate certificate)
    {
        var faults = new List<string>(0);
        var responders = Read<string>(certificate, CertificateOids.AuthorityInfoAccess, ReadResponders, faults);
        var points = Read<CrlDistributionPoint>(
            certificate, CertificateOids.CrlDistributionPoints, CrlDistributionPoints.Read, faults);
        var deltas = Read<string>(certificate, CertificateOids.FreshestCrl, ReadDeltas, faults);
        if (faults.Count == 0 && deltas.Count > 0 && points.Count == 0 && responders.Count == 0)
        {
            faults.Add("the certificate names delta lists and no complete one");
        }

        return new()
        {
            OcspAddresses = responders,
            DistributionPoints = points,
            DeltaAddresses = deltas,
            Fault = faults.Count == 0 ? null : string.Join("; ", faults),
        };
    }

    private static IReadOnlyList<T> Read<T>(
        ParsedCertificate certificate, string oid, Func<ReadOnlyMemory<byte>, IReadOnlyList<T>> read, List<string> faults)
    {
        if (certificate.FindExtension(oid) is not { } value)
        {
            return [];
        }

        try
        {
            return read(value);
        }
        catch (AsnContentException e)
        {
            faults.Add($"the certificate's {Name(oid)} cannot be used: {RevocationText.Fault(e)}");
            return [];
        }
    }

    /// <summary>RFC 5280 §4.2.2.1: descriptions of other services, such as the issuer's certificate, are passed over.</summary>
    private static IReadOnlyList<string> ReadResponders(ReadOnlyMemory<byte> extension)
    {
        var outer = new AsnReader(extension, AsnEncodingRules.DER);
        var descriptions = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var addresses = new List<string>();
        var isNamed = false;
        while (descriptions.HasData)
        {
            var description = descriptions.ReadSequence();
            var method = description.ReadObjectIdentifier();
            var isUri = description.PeekTag().HasSameClassAndValue(UriTag);
            var address = isUri ? description.ReadCharacterString(UniversalTagNumber.IA5String, UriTag) : null;
            if (!isUri)
            {
                description.ReadEncodedValue();
            }

            description.ThrowIfNotEmpty();
            if (method != CertificateOids.OcspAccess)
            {
                continue;
            }

            isNamed = true;
            if (address is not null && addresses.Count < SignatureLimits.RevocationAddresses && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return isNamed && addresses.Count == 0
            ? throw new AsnContentException("it names an OCSP responder otherwise than by URI")
            : addresses;
    }

    private static IReadOnlyList<string> ReadDeltas(ReadOnlyMemory<byte> extension) =>
        CrlDistributionPoints.ReadAddresses(extension) is { Count: > 0 } addresses
            ? addresses
            : throw new AsnContentException("it names no delta list by URI");

    private static string Name(string oid) => oid switch
    {
        CertificateOids.AuthorityInfoAccess => "authorityInfoAccess",
        CertificateOids.CrlDistributionPoints => "cRLDistributionPoints",
        _ => "freshestCRL",
    };
}
