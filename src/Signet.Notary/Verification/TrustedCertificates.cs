using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Trust;
using Signet.Signatures;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Verification;

/// <summary>
/// The certificates in the trust stores that a statement names, loaded once for all signatures. A store that cannot be
/// loaded fails only the signatures of its type, and fails them all: nobody knows whom it would have trusted.
/// </summary>
internal sealed class TrustedCertificates
{
    private readonly IReadOnlyList<LoadedStore> _stores;

    private TrustedCertificates(IReadOnlyList<LoadedStore> stores) => _stores = stores;

    /// <summary>Loads the stores.</summary>
    public static async Task<TrustedCertificates> LoadAsync(
        TrustStore trustStore, TrustPolicyStatement statement, CancellationToken cancellationToken)
    {
        var stores = new List<LoadedStore>();
        foreach (var name in statement.TrustStores.Distinct())
        {
            try
            {
                stores.Add(new(name, await trustStore.LoadAsync(name, cancellationToken), null));
            }
            catch (TrustStoreException e)
            {
                stores.Add(new(name, [], e));
            }
        }

        return new(stores);
    }

    /// <summary>The stores of timestamping authorities.</summary>
    public IReadOnlyList<LoadedStore> TimestampAuthorities => [.. _stores.Where(s => s.Name.Type == TrustStoreType.Tsa)];

    /// <summary>The thumbprints of signers' stores, to find out which signatures to look at first.</summary>
    public IReadOnlySet<string> Thumbprints =>
        Signers.SelectMany(s => s.Certificates).Select(CertificateThumbprint.Sha256).ToHashSet(StringComparer.Ordinal);

    /// <summary>Why signers' stores could not be loaded.</summary>
    public IReadOnlySet<string> FailureMessages =>
        Signers.Select(s => s.Failure?.Message).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>The stores for a signing scheme (trust-store-trust-policy.md, "Trust Store").</summary>
    public IReadOnlyList<LoadedStore> For(SigningScheme scheme)
    {
        var type = scheme == SigningScheme.X509 ? TrustStoreType.Ca : TrustStoreType.SigningAuthority;
        return [.. _stores.Where(s => s.Name.Type == type)];
    }

    private IEnumerable<LoadedStore> Signers => _stores.Where(s => s.Name.Type != TrustStoreType.Tsa);

    /// <summary>One store: its certificates, or why it could not be loaded.</summary>
    public sealed record LoadedStore(
        TrustStoreName Name, IReadOnlyList<X509Certificate2> Certificates, TrustStoreException? Failure)
    {
        /// <summary>True when the store has this certificate, byte for byte.</summary>
        public bool Contains(X509Certificate2 certificate) =>
            Certificates.Any(c => c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
    }
}
