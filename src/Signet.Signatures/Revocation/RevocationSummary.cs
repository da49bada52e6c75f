using System.Formats.Asn1;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation.Crl;
using Signet.Signatures.Revocation.Ocsp;

namespace Signet.Signatures.Revocation;

/// <summary>What a revocation list or an OCSP response says of itself, for showing. Nothing of it is verified.</summary>
/// <param name="Issuer">Who made a list, in the form of <see cref="CertificateName"/>; null for an OCSP response.</param>
/// <param name="ThisUpdate">When it was known to be right.</param>
/// <param name="NextUpdate">Until when it may be used; null when it does not say, and then it may not.</param>
public sealed record RevocationSummary(string? Issuer, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate)
{
    /// <summary>Reads a list and its delta: the list's start, the earlier end of both.</summary>
    /// <exception cref="FormatException">One of them is not well formed.</exception>
    public static RevocationSummary OfCrl(CachedCrl crl)
    {
        ArgumentNullException.ThrowIfNull(crl);
        try
        {
            var list = CrlList.Read(crl.Base);
            var nextUpdate = list.NextUpdate;
            if (crl.Delta is { } der && CrlList.Read(der) is var delta && !(nextUpdate <= delta.NextUpdate))
            {
                nextUpdate = nextUpdate is null ? null : delta.NextUpdate;
            }

            return new(CertificateName.Format(list.Issuer), list.ThisUpdate, nextUpdate);
        }
        catch (AsnContentException e)
        {
            throw new FormatException($"the revocation list is malformed: {RevocationText.Fault(e)}", e);
        }
    }

    /// <summary>Reads an OCSP response: of several answers in it, the latest start and the earliest end.</summary>
    /// <exception cref="FormatException">It is not well formed, or holds no answer.</exception>
    public static RevocationSummary OfOcsp(ReadOnlyMemory<byte> response)
    {
        try
        {
            var (_, basic) = OcspResponseReader.Read(response);
            if (basic is not { Responses: { Count: > 0 } answers })
            {
                throw new FormatException("the OCSP response holds no answer");
            }

            return new(
                null,
                answers.Max(a => a.ThisUpdate),
                answers.Any(a => a.NextUpdate is null) ? null : answers.Min(a => a.NextUpdate));
        }
        catch (AsnContentException e)
        {
            throw new FormatException($"the OCSP response is malformed: {RevocationText.Fault(e)}", e);
        }
    }
}
