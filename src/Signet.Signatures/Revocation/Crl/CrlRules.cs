using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>The rules one list is held to (RFC 5280 §6.3.3). Each returns null when it is kept.</summary>
internal static class CrlRules
{
    /// <summary>How far ahead of ours an issuer's clock may be.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>A list can be no larger than one that is downloaded; a cache is not trusted to have kept to it.</summary>
    public static CrlFault? Size(ReadOnlyMemory<byte> der) => der.Length > SignatureLimits.CrlBytes
        ? new(RevocationFailure.TooLarge, $"the list is larger than the limit of {SignatureLimits.CrlBytes} bytes")
        : null;

    /// <summary>
    /// §6.3.3 (f) and (g): the list is its issuer's, who may sign lists. Indirect lists are not supported, so it is the
    /// certificate's issuer too. <c>notation</c> compares no names, takes SHA-1, and an issuer of version 1.
    /// </summary>
    public static CrlFault? Authenticity(CrlList list, ParsedCertificate certificate, ParsedCertificate issuer)
    {
        if (list.UnknownCriticalExtension is { } oid)
        {
            return new(RevocationFailure.Malformed, $"the list has the critical extension {oid}, which is not understood");
        }

        if (!list.Issuer.Span.SequenceEqual(certificate.Issuer.Span) || !list.Issuer.Span.SequenceEqual(issuer.Subject.Span))
        {
            return NotAuthentic(
                $"the list is by \"{CertificateName.Format(list.Issuer)}\" and not by the certificate's issuer "
                + $"\"{CertificateName.Format(certificate.Issuer)}\"");
        }

        if (issuer.BasicConstraints is not { IsAuthority: true })
        {
            return NotAuthentic("the issuer of the list is no certificate authority");
        }

        if (issuer.KeyUsage is { } usage && (usage.Bits & X509KeyUsageFlags.CrlSign) == 0)
        {
            return NotAuthentic("the issuer's certificate is not for signing lists: its keyUsage has no cRLSign");
        }

        if (list.AuthorityKeyId is { } keyId && SubjectKeyId(issuer) is { } issuerKeyId
            && !keyId.Span.SequenceEqual(issuerKeyId.Span))
        {
            return NotAuthentic("the list is signed by another key of its issuer: its authorityKeyIdentifier differs");
        }

        return (issuer.Key.AuthorityFault
                ?? CertificateSignature.FindFault(list.ToBeSigned, list.SignatureAlgorithm, list.Signature, issuer.Key))
            is { } fault
            ? NotAuthentic($"the list is not the issuer's: {fault}")
            : null;
    }

    /// <summary>
    /// §6.3.3 (b): the list is about this certificate. <c>notation</c> ignores all of it; a list of a CA's authorities
    /// would then show every leaf as good.
    /// </summary>
    public static CrlFault? Scope(CrlList list, ParsedCertificate certificate, CrlDistributionPoint point)
    {
        if (point.IsIndirect || list.Scope is { IsIndirect: true })
        {
            return new(RevocationFailure.Malformed, "indirect lists, made by another than the certificate's issuer, are not supported");
        }

        if (list.Scope is not { } scope)
        {
            return null;
        }

        var isAuthority = certificate.BasicConstraints is { IsAuthority: true };
        if (scope.OnlyAttributeCertificates
            || (scope.OnlyUserCertificates && isAuthority)
            || (scope.OnlyAuthorityCertificates && !isAuthority))
        {
            return NotAuthentic("the list is about another kind of certificate: its issuingDistributionPoint excludes this one");
        }

        return scope.Addresses is { } addresses && !addresses.Any(a => point.Addresses.Contains(a))
            ? NotAuthentic("the list belongs to another distribution point than the certificate's")
            : null;
    }

    /// <summary>
    /// nextUpdate is mandatory and not past ("CRLs", trust-store-trust-policy.md). Stricter than <c>notation</c>: a list
    /// from the future is refused, whose thisUpdate nobody looks at there.
    /// </summary>
    public static CrlFault? Freshness(CrlList list, DateTimeOffset now) => list switch
    {
        { NextUpdate: null } => Stale("the list does not say until when it may be used: it has no nextUpdate"),
        { NextUpdate: { } next } when now > next => Stale($"the list expired at {RevocationText.Time(next)}"),
        _ when list.ThisUpdate > now + ClockSkew => Stale(
            $"the list is from the future, {RevocationText.Time(list.ThisUpdate)}; check this machine's clock"),
        _ => null,
    };

    /// <summary>A complete list is no delta (§5.2.4): of a delta, absence says nothing.</summary>
    public static CrlFault? Completeness(CrlList list) => list.DeltaBase is not null
        ? new(RevocationFailure.Malformed, "the list is a delta where a complete list is needed")
        : null;

    /// <summary>
    /// §5.2.4 and §6.3.3 (c): the delta has the list's scope, starts no later than the list, and goes on from it.
    /// </summary>
    public static CrlFault? Delta(CrlList delta, CrlList complete)
    {
        if (delta.DeltaBase is not { } start)
        {
            return new(RevocationFailure.Malformed, "what the delta's address returned is no delta: it has no deltaCRLIndicator");
        }

        if (delta.Number is not { } number || complete.Number is not { } completeNumber)
        {
            return new(RevocationFailure.Malformed, "list and delta cannot be put together: one has no cRLNumber");
        }

        if (!SameScope(delta, complete))
        {
            return NotAuthentic("the delta is about other certificates than the list: their issuingDistributionPoints differ");
        }

        if (start > completeNumber)
        {
            return Stale($"the delta goes on from list {start}, and the list is an older one, {completeNumber}");
        }

        return number <= completeNumber
            ? Stale($"the delta, {number}, is not newer than the list, {completeNumber}")
            : null;
    }

    /// <summary>§6.3.3 (c) (2): both have the same issuingDistributionPoint, or none.</summary>
    public static bool SameScope(CrlList delta, CrlList complete) => ScopeBytes(delta).SequenceEqual(ScopeBytes(complete));

    private static ReadOnlySpan<byte> ScopeBytes(CrlList list) => list.Scope is { } scope ? scope.Encoded.Span : [];

    private static ReadOnlyMemory<byte>? SubjectKeyId(ParsedCertificate issuer)
    {
        if (issuer.FindExtension(CertificateOids.SubjectKeyIdentifier) is not { } value)
        {
            return null;
        }

        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var keyId = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return keyId;
    }

    private static CrlFault NotAuthentic(string message) => new(RevocationFailure.NotAuthentic, message);

    private static CrlFault Stale(string message) => new(RevocationFailure.Stale, message);
}
