namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>What a responder says of the request itself (RFC 6960 §4.2.1). All but the first come without a signature.</summary>
internal enum OcspResponseStatus
{
    Successful = 0,
    MalformedRequest = 1,
    InternalError = 2,
    TryLater = 3,
    SignatureRequired = 5,
    Unauthorized = 6,
}
