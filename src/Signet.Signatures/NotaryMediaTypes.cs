namespace Signet.Signatures;

/// <summary>Media types of the Notary Project (signature-specification.md, "Storage").</summary>
public static class NotaryMediaTypes
{
    /// <summary>JWS envelope.</summary>
    public const string Jws = "application/jose+json";

    /// <summary>COSE_Sign1 envelope.</summary>
    public const string Cose = "application/cose";

    /// <summary>Payload: a JSON object with the signed descriptor.</summary>
    public const string Payload = "application/vnd.cncf.notary.payload.v1+json";

    /// <summary>Artifact type of a signature manifest.</summary>
    public const string Signature = "application/vnd.cncf.notary.signature";
}
