using Signet.Notary.Configuration;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Trust.Policies;

/// <summary>What a machine trusts: its policies, and the certificates in its stores.</summary>
/// <param name="Policies">Policies for OCI artifacts and blobs, those of environments last.</param>
/// <param name="Stores">Stores, also those that a statement names and that are not there.</param>
public sealed record TrustOverview(IReadOnlyList<PolicyOverview> Policies, IReadOnlyList<StoreOverview> Stores)
{
    /// <summary>Reads all of it. What cannot be read is listed with its fault.</summary>
    public static async Task<TrustOverview> ReadAsync(
        NotaryDirectories directories, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        var policies = new List<PolicyOverview>();
        var oci = File.Exists(directories.OciTrustPolicyFile) ? directories.OciTrustPolicyFile : directories.LegacyTrustPolicyFile;
        await AddAsync(oci, TrustPolicyKind.Oci, null);
        await AddAsync(directories.BlobTrustPolicyFile, TrustPolicyKind.Blob, null);
        foreach (var kind in Enum.GetValues<TrustPolicyKind>())
        {
            foreach (var environment in PolicyEnvironment.List(directories, kind))
            {
                await AddAsync(PolicyEnvironment.FileOf(directories, kind, environment), kind, environment);
            }
        }

        return new(policies, await ReadStoresAsync(new TrustStore(directories), policies, now, cancellationToken));

        async Task AddAsync(string path, TrustPolicyKind kind, string? environment)
        {
            if (await ReadPolicyAsync(path, kind, environment, cancellationToken) is { } policy)
            {
                policies.Add(policy);
            }
        }
    }

    private static async Task<PolicyOverview?> ReadPolicyAsync(
        string path, TrustPolicyKind kind, string? environment, CancellationToken cancellationToken)
    {
        try
        {
            return await ParsedTrustPolicy.ReadFileAsync(path, cancellationToken) is { } content
                ? new(path, kind, environment, ParsedTrustPolicy.Of(content, kind).Require(path).Statements, null)
                : null;
        }
        catch (TrustPolicyException e)
        {
            var more = e.Faults.Count > 1 ? $" (and {e.Faults.Count - 1} more)" : "";
            return new(path, kind, environment, [], e.Faults[0] + more);
        }
    }

    private static async Task<List<StoreOverview>> ReadStoresAsync(
        TrustStore trustStore, List<PolicyOverview> policies, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var uses = policies
            .SelectMany(p => p.Statements.SelectMany(s => s.TrustStores.Select(t => (Store: t, Use: new StoreUse(p.Path, s.Name)))))
            .Distinct()
            .ToLookup(u => u.Store, u => u.Use);
        var stores = new List<StoreOverview>();
        foreach (var name in trustStore.ListStores().Union(uses.Select(u => u.Key))
            .OrderBy(s => s.Type).ThenBy(s => s.Name, StringComparer.Ordinal))
        {
            var (certificates, fault) = await ReadStoreAsync(trustStore, name, now, cancellationToken);
            stores.Add(new(name, certificates, [.. uses[name]], fault));
        }

        return stores;
    }

    private static async Task<(IReadOnlyList<TrustedCertificate> Certificates, string? Fault)> ReadStoreAsync(
        TrustStore trustStore, TrustStoreName name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var certificates = new List<TrustedCertificate>();
            foreach (var (file, certificate) in await trustStore.LoadFilesAsync(name, cancellationToken))
            {
                using (certificate)
                {
                    certificates.Add(new(
                        file,
                        CertificateName.Format(certificate.SubjectName),
                        CertificateThumbprint.Sha256(certificate),
                        certificate.NotBefore.ToUniversalTime(),
                        certificate.NotAfter.ToUniversalTime(),
                        CertificateStates.Of(certificate, now)));
                }
            }

            return (certificates, null);
        }
        catch (TrustStoreException e)
        {
            return ([], e.Message);
        }
    }
}
