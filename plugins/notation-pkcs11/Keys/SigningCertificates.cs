using System.Security.Cryptography.X509Certificates;
using Notation.Pkcs11.Interop;
using Signet.Plugins;
using Signet.Plugins.Signing;

namespace Notation.Pkcs11.Keys;

/// <summary>
/// The certificates of a key: the one with the key's CKA_ID, else any with the key's public half, on the token or in the
/// chain file; its issuers from both.
/// </summary>
/// <remarks>
/// The token is asked for the certificates with the key's id first, and for all only when those and the file make no
/// chain: a card takes 100 ms for each.
/// </remarks>
internal sealed class SigningCertificates : IDisposable
{
    private readonly TokenKey _key;
    private readonly DateTime _now;
    private readonly List<X509Certificate2> _withId;
    private readonly List<X509Certificate2> _others;
    private readonly Lazy<List<X509Certificate2>> _all;

    private SigningCertificates(
        TokenKey key, DateTime now, List<X509Certificate2> withId, List<X509Certificate2> others, Func<List<X509Certificate2>> all)
    {
        _key = key;
        _now = now;
        _withId = withId;
        _others = others;
        _all = new Lazy<List<X509Certificate2>>(all);
    }

    /// <summary>Reads what is needed first.</summary>
    /// <exception cref="PluginException">The file cannot be read.</exception>
    public static async Task<SigningCertificates> ReadAsync(
        CryptokiSession session, TokenKey key, string? file, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var others = file is null ? [] : (await CertificateFile.ReadAsync(file, cancellationToken)).ToList();
        return new SigningCertificates(
            key,
            timeProvider.GetUtcNow().UtcDateTime,
            key.Id.Length == 0 ? [] : CertificateObjects.Find(session, key.Id),
            others,
            () => CertificateObjects.Find(session));
    }

    /// <summary>The chain, leaf first, root last, when the key's public half is known; null when only a signature can tell.</summary>
    /// <exception cref="PluginException">There is no certificate, or the chain has a gap.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>>? FindChain()
    {
        if (_key.Public is null)
        {
            return null;
        }

        var leaf = Leaves().FirstOrDefault() ?? throw NoCertificate("has the key's public half");
        return Build(leaf);
    }

    /// <summary>The chain of the certificate that verifies the signature: for a key whose public half is not told.</summary>
    /// <exception cref="PluginException">No certificate does, or the chain has a gap.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> FindChain(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        foreach (var leaf in Leaves())
        {
            if (Verifies(leaf, payload, signature))
            {
                return Build(leaf);
            }
        }

        throw NoCertificate("verifies what it signs");
    }

    public void Dispose()
    {
        foreach (var certificate in _withId.Concat(_others).Concat(_all.IsValueCreated ? _all.Value : []))
        {
            certificate.Dispose();
        }
    }

    /// <summary>
    /// Certificates that could be the key's. After a renewal there are several with one key: valid ones come first, then
    /// those with the key's id, then the youngest. All of the token's are asked for when none of the first is valid.
    /// </summary>
    private List<X509Certificate2> Leaves()
    {
        var first = Ordered(_withId.Concat(_others));
        return first.Any(IsValid) && _key.Public is not null ? first : Ordered(_withId.Concat(_others).Concat(_all.Value));
    }

    private List<X509Certificate2> Ordered(IEnumerable<X509Certificate2> certificates) =>
    [
        .. certificates.Where(IsOfKey)
            .OrderByDescending(IsValid)
            .ThenByDescending(_withId.Contains)
            .ThenByDescending(certificate => certificate.NotBefore),
    ];

    private bool IsOfKey(X509Certificate2 certificate) =>
        PublicHalf.Of(certificate) is { } half && (_key.Public is null ? half.Kind == _key.Kind : half.Equals(_key.Public));

    private bool IsValid(X509Certificate2 certificate) =>
        certificate.NotBefore.ToUniversalTime() <= _now && _now <= certificate.NotAfter.ToUniversalTime();

    private IReadOnlyList<ReadOnlyMemory<byte>> Build(X509Certificate2 leaf)
    {
        try
        {
            return CertificateChainBuilder.Build(leaf, _withId.Concat(_others));
        }
        catch (PluginException)
        {
            try
            {
                return CertificateChainBuilder.Build(leaf, _withId.Concat(_others).Concat(_all.Value));
            }
            catch (PluginException e)
            {
                throw new PluginException(
                    e.Code,
                    $"{e.Message}. Looked for on the token and in the file certChain: write it to the token, or give the whole "
                    + "chain up to the root in that file",
                    e.Metadata,
                    e);
            }
        }
    }

    private static bool Verifies(X509Certificate2 leaf, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        try
        {
            SignatureSelfCheck.Verify(leaf, payload, signature);
            return true;
        }
        catch (PluginException)
        {
            return false;
        }
    }

    private PluginException NoCertificate(string what) => new(
        PluginErrorCode.Validation,
        $"of the {_withId.Concat(_all.Value).DistinctBy(c => c.Thumbprint).Count()} certificates on the token and "
        + $"{_others.Count} in the file certChain, none {what} ({_key.Name}); write its certificate to the token with the same id, "
        + "or name a PEM file with it as certChain in the plugin configuration");
}
