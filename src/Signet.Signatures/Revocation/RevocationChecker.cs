using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation.Checking;

namespace Signet.Signatures.Revocation;

/// <summary>
/// Finds out whether certificates of a chain are revoked (trust-store-trust-policy.md, "Certificate Revocation
/// Evaluation"). Call it only for a chain that a trusted store backs: the addresses it asks are in the certificates, and
/// in a stranger's certificate they are an attack.
/// </summary>
/// <remarks>
/// <code>
/// chain ─► its rules                                          CertificateChainRules
///       ─► all certificates but the root at the same time      CertificateCheck
///            ├─ responders in order ─► caches ─► network       OcspLookup: at most one request under way for each
///            │                            └─ delegated responder without nocheck ─► lists
///            └─ else distribution points ─► caches ─► network  ListCheck, CrlLookup: with deltas
///       ─► report: a status for each certificate, an entry for each source
/// </code>
/// One checker may be used by any number of threads, and should be: what several checks want at the same time is asked
/// for once. It keeps no answers; that is what caches are for.
/// </remarks>
public sealed class RevocationChecker
{
    private readonly CertificateCheck _check;

    /// <summary>A checker.</summary>
    public RevocationChecker(RevocationOptions? options = null) => _check = new(options ?? new());

    /// <summary>Checks all certificates of a chain at the same time. Whatever servers do becomes a report.</summary>
    /// <param name="chain">Leaf first, root last.</param>
    /// <param name="purpose">What the leaf is for; the chain must keep the rules for it.</param>
    /// <param name="signingTime">
    /// An authentic time of signing, or null. Only a revocation with an invalidity date after it does not count.
    /// </param>
    /// <param name="cancellationToken">The caller gave up.</param>
    /// <exception cref="ArgumentException">The chain breaks the rules for its purpose.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<RevocationReport> CheckAsync(
        IReadOnlyList<X509Certificate2> chain,
        CertificatePurpose purpose,
        DateTimeOffset? signingTime,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (!Enum.IsDefined(purpose))
        {
            throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "revocation is checked for known purposes only");
        }

        if (CertificateChainRules.FindFault(chain, purpose, signingTime: null) is { } fault)
        {
            throw new ArgumentException($"revocation is checked for valid chains only: {fault.Message}", nameof(chain));
        }

        return RunAsync(chain, signingTime, cancellationToken);
    }

    private async Task<RevocationReport> RunAsync(
        IReadOnlyList<X509Certificate2> chain, DateTimeOffset? signingTime, CancellationToken cancellationToken)
    {
        var cacheFaults = new ConcurrentQueue<string>();
        var checks = new Task<CertificateRevocation>[chain.Count];
        for (var i = 0; i < chain.Count - 1; i++)
        {
            checks[i] = _check.RunAsync(chain[i], chain[i + 1], signingTime, cacheFaults, cancellationToken);
        }

        // The root: nobody can revoke it but who put it into the trust store.
        checks[^1] = Task.FromResult(new CertificateRevocation
        {
            Certificate = chain[^1],
            Status = RevocationStatus.NotRevocable,
            Method = RevocationMethod.None,
        });
        var certificates = await Task.WhenAll(checks);
        return new() { Certificates = certificates, CacheFaults = [.. cacheFaults.Distinct(StringComparer.Ordinal)] };
    }
}
