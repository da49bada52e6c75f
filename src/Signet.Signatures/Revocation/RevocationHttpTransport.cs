namespace Signet.Signatures.Revocation;

/// <summary>Asks by plain HTTP, as RFC 5280 and RFC 6960 use it: what is fetched is signed.</summary>
public sealed class RevocationHttpTransport : IRevocationTransport
{
    /// <summary>One for the process: its connections are used again.</summary>
    public static RevocationHttpTransport Shared { get; } = new();

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> SendAsync(RevocationRequest request, CancellationToken cancellationToken) =>
        throw new RevocationTransportException(
            RevocationFailure.Unreachable, "asking revocation servers is not available in this version");
}
