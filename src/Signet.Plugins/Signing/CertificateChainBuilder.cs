using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Plugins.Signing;

/// <summary>
/// Puts the certificates of a key in the order the protocol wants: leaf first, root last. They may come in any order, some
/// twice, and with others that do not belong to the chain: what a vault, a token or a file of CA certificates holds.
/// </summary>
/// <remarks>
/// An issuer is found by name, by key identifier where both certificates have one (RFC 5280 §4.2.1.1), and by its
/// signature, never by name alone: authorities renew certificates under the same name.
/// </remarks>
public static class CertificateChainBuilder
{
    /// <summary>The chain of <paramref name="leaf"/>, up to a certificate that signs itself.</summary>
    /// <param name="leaf">The signing certificate.</param>
    /// <param name="others">Where its issuers are among; may hold the leaf again.</param>
    /// <returns>DER certificates, as <see cref="Messages.GenerateSignatureResponse.CertificateChain"/> wants them.</returns>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: an issuer is missing; it is named.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Build(X509Certificate2 leaf, IEnumerable<X509Certificate2> others)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        var start = ChainCandidate.TryRead(leaf) ?? throw new PluginException(
            PluginErrorCode.Validation, $"the signing certificate with the thumbprint {leaf.Thumbprint} is malformed");
        var search = new ChainSearch(ReadAll(others));
        return search.FindPath(start) is { } path
            ? [.. path.Select(c => c.Certificate.RawDataMemory)]
            : throw new PluginException(
                PluginErrorCode.Validation, $"the certificate chain of \"{leaf.Subject}\" is incomplete: {search.Missing}");
    }

    /// <summary>The signing certificate in a bundle: the only one that is no authority's, or the only one at all.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: there is none, or more than one.</exception>
    public static X509Certificate2 FindLeaf(IEnumerable<X509Certificate2> certificates)
    {
        var all = ReadAll(certificates);
        return Single(
            all.Count == 1 ? all : [.. all.Where(c => !c.IsAuthority)],
            "a signing certificate (one that is no authority's)",
            all.Count);
    }

    /// <summary>The certificate of a key that is known by its SubjectPublicKeyInfo.</summary>
    /// <param name="certificates">Where it is among.</param>
    /// <param name="subjectPublicKeyInfo">DER, for example from <see cref="AsymmetricAlgorithm.ExportSubjectPublicKeyInfo"/>.</param>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: there is none, or more than one.</exception>
    public static X509Certificate2 FindLeaf(IEnumerable<X509Certificate2> certificates, byte[] subjectPublicKeyInfo)
    {
        ArgumentNullException.ThrowIfNull(subjectPublicKeyInfo);
        var all = ReadAll(certificates);
        return Single(
            [.. all.Where(c => c.Certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(subjectPublicKeyInfo))],
            "a certificate for the key",
            all.Count);
    }

    /// <summary>Each once, and without those that are malformed: a stranger in the bundle must not hide a good chain.</summary>
    private static List<ChainCandidate> ReadAll(IEnumerable<X509Certificate2> certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var distinct = new List<ChainCandidate>();
        foreach (var certificate in certificates)
        {
            if (seen.Add(certificate.GetCertHashString(HashAlgorithmName.SHA256)) && ChainCandidate.TryRead(certificate) is { } candidate)
            {
                distinct.Add(candidate);
            }

            if (seen.Count > PluginLimits.CandidateCertificates)
            {
                throw new PluginException(
                    PluginErrorCode.Validation,
                    $"there are more than {PluginLimits.CandidateCertificates} certificates to choose a chain from; "
                    + "give only those of the chain");
            }
        }

        return distinct;
    }

    private static X509Certificate2 Single(List<ChainCandidate> found, string what, int given) => found.Count switch
    {
        1 => found[0].Certificate,
        0 => throw new PluginException(PluginErrorCode.Validation, $"{what} is not among the {given} certificates given"),
        _ => throw new PluginException(
            PluginErrorCode.Validation,
            $"{what} cannot be chosen: {found.Count} certificates fit, \"{found[0].Certificate.Subject}\" and "
            + $"\"{found[1].Certificate.Subject}\" among them; give only one"),
    };
}
