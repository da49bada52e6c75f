namespace Signet.Signatures.Revocation;

/// <summary>
/// Gets bytes from the addresses in certificates. Whoever makes a certificate chooses the addresses, so an implementation
/// must refuse what <see cref="RevocationHttpTransport"/> refuses.
/// </summary>
public interface IRevocationTransport
{
    /// <summary>Sends one request and returns the body of an answer with status 200.</summary>
    /// <exception cref="RevocationTransportException">There is no such answer within the limits.</exception>
    Task<ReadOnlyMemory<byte>> SendAsync(RevocationRequest request, CancellationToken cancellationToken);
}
