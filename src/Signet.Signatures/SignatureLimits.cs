namespace Signet.Signatures;

/// <summary>Every cap this library puts on an envelope, with its reason.</summary>
public static class SignatureLimits
{
    /// <summary>Bytes of an envelope. <c>notation</c> takes 32 MiB; real ones with a timestamp stay under 20 KiB.</summary>
    public const int EnvelopeBytes = 4 * 1024 * 1024;

    /// <summary>Certificates in a chain. Public code-signing chains have 3 or 4.</summary>
    public const int ChainCertificates = 16;

    /// <summary>Bytes of one certificate.</summary>
    public const int CertificateBytes = 64 * 1024;

    /// <summary>Certificates in one file. The bundles that browsers ship have some 150.</summary>
    public const int FileCertificates = 1024;

    /// <summary>Nesting of a CBOR document; envelopes nest 3 deep.</summary>
    public const int CborDepth = 16;

    /// <summary>Items in one CBOR array or map, and headers of an envelope.</summary>
    public const int CborItems = 1024;

    /// <summary>Bytes of an OCSP response. Real ones with a responder's chain stay under 10 KiB; <c>notation</c> takes 20.</summary>
    public const int OcspResponseBytes = 64 * 1024;

    /// <summary>Certificates in an OCSP response, of which each may cost two checks of a signature. Real ones have 1 or 2.</summary>
    public const int OcspCertificates = 8;

    /// <summary>Answers in one OCSP response. One is asked for; responders that sign in advance put some 10 into one.</summary>
    public const int OcspSingleResponses = 128;

    /// <summary>Extensions in one place of an OCSP response. Real ones have 0 or 1.</summary>
    public const int OcspExtensions = 16;

    /// <summary>Bytes of a revocation list, as in <c>notation</c>. The largest public ones have some 20 MiB.</summary>
    public const int CrlBytes = 32 * 1024 * 1024;

    /// <summary>Responders, and distribution points, of one certificate that are asked; real certificates name one or two.</summary>
    public const int RevocationAddresses = 8;

    /// <summary>Characters of such an address. Real ones stay under 100, an OCSP request in one adds at most 255.</summary>
    public const int RevocationAddressLength = 2048;

    /// <summary>Redirects followed for one request; authorities that moved need one.</summary>
    public const int RevocationRedirects = 3;

    /// <summary>Answers that a memory cache keeps: more certificates than one process meets in a day.</summary>
    public const int RevocationCacheEntries = 1024;

    /// <summary>Bytes that a memory cache keeps: the largest list with its delta, and thousands of the usual answers.</summary>
    public const long RevocationCacheBytes = 96L * 1024 * 1024;

    /// <summary>Bytes of a revocation bundle: the largest list in base64, and room for its delta and all usual answers.</summary>
    public const int RevocationBundleBytes = 64 * 1024 * 1024;

    /// <summary>Answers in a revocation bundle; a signature with its timestamp needs some five.</summary>
    public const int RevocationBundleEntries = 4096;

    /// <summary>Bytes of a timestamp, and of an authority's answer. Real ones have some 6 KiB.</summary>
    public const int TimestampBytes = 1024 * 1024;

    /// <summary>Nesting of a timestamp; the names in its signed attributes nest 18 deep.</summary>
    public const int TimestampDepth = 32;

    /// <summary>Values in a timestamp, of whatever kind; one with four certificates has some 500.</summary>
    public const int TimestampValues = 16 * 1024;

    /// <summary>Certificates in a timestamp; real ones have up to 5.</summary>
    public const int TimestampCertificates = 32;

    /// <summary>Signers of a timestamp. RFC 3161 allows one; some tokens carry a second beside it.</summary>
    public const int TimestampSigners = 4;

    /// <summary>Signed attributes of a timestamp's signer; real ones have up to 6.</summary>
    public const int TimestampAttributes = 32;

    /// <summary>Seconds that a timestamp may be off by its own account. Authorities state a second, seldom a minute.</summary>
    public const int TimestampAccuracySeconds = 24 * 60 * 60;
}
