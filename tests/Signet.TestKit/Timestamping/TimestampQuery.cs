using System.Formats.Asn1;

namespace Signet.TestKit.Timestamping;

/// <summary>What a client asked (TimeStampReq, RFC 3161 §2.4.1).</summary>
public sealed record TimestampQuery
{
    public required int Version { get; init; }

    public required string HashOid { get; init; }

    public required bool HasNullParameters { get; init; }

    public required byte[] Imprint { get; init; }

    public string? Policy { get; init; }

    /// <summary>Content of the INTEGER.</summary>
    public byte[]? Nonce { get; init; }

    public bool WantsCertificates { get; init; }

    public bool HasExtensions { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="AsnContentException">It is not DER, or no request.</exception>
    public static TimestampQuery Read(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var fields = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        fields.TryReadInt32(out var version);
        var imprint = fields.ReadSequence();
        var algorithm = imprint.ReadSequence();
        return new TimestampQuery
        {
            Version = version,
            HashOid = algorithm.ReadObjectIdentifier(),
            HasNullParameters = algorithm.HasData,
            Imprint = imprint.ReadOctetString(),
            Policy = fields.HasData && fields.PeekTag() == Asn1Tag.ObjectIdentifier ? fields.ReadObjectIdentifier() : null,
            Nonce = fields.HasData && fields.PeekTag() == Asn1Tag.Integer ? fields.ReadIntegerBytes().ToArray() : null,
            WantsCertificates = fields.HasData && fields.PeekTag() == Asn1Tag.Boolean && fields.ReadBoolean(),
            HasExtensions = fields.HasData,
        };
    }
}
