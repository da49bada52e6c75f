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
}
