using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.TestKit.Peers;

namespace Signet.Interop.Tests;

/// <summary>
/// Keys and certificates made by the real openssl, in a folder of their own: two roots, a leaf of every key below the
/// first, a leaf below two intermediates, and a leaf of the other root.
/// </summary>
internal sealed class OpenSslKeys : IDisposable
{
    public const string Root = "root";

    public const string OtherRoot = "other-root";

    /// <summary>A signing key whose chain has two intermediates.</summary>
    public const string Deep = "deep";

    /// <summary>A signing key below <see cref="OtherRoot"/>.</summary>
    public const string Stranger = "stranger";

    private const string Extensions = """
        [req]
        distinguished_name = name
        [name]
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [leaf]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = codeSigning
        """;

    private readonly ToolHome _home = new();
    private readonly List<string> _signers = [];

    public static async Task<OpenSslKeys> MakeAsync()
    {
        var keys = new OpenSslKeys();
        await File.WriteAllTextAsync(keys._home.PathOf("extensions.cnf"), Extensions);
        await keys.AuthorityAsync(Root, "rsa-3072", null);
        await keys.AuthorityAsync(OtherRoot, "ec-256", null);
        await keys.AuthorityAsync("outer", "ec-384", Root);
        await keys.AuthorityAsync("inner", "rsa-2048", "outer");
        foreach (var spec in InteropMatrix.Keys)
        {
            await keys.SignerAsync(spec, spec, Root);
        }

        await keys.SignerAsync(Deep, "ec-256", "inner", "outer", Root);
        await keys.SignerAsync(Stranger, "ec-256", OtherRoot);
        return keys;
    }

    /// <summary>The certificate of an authority.</summary>
    public string CertificateOf(string authority) => _home.PathOf($"{authority}.pem");

    /// <summary>The private key of a signing key, PEM.</summary>
    public string KeyOf(string signer) => _home.PathOf($"{signer}.key");

    /// <summary>The certificates of a signing key, PEM, leaf first.</summary>
    public string ChainOf(string signer) => _home.PathOf($"{signer}.chain.pem");

    /// <summary>The distinguished name of a signing key's certificate, as a trusted identity writes it.</summary>
    public static string SubjectOf(string signer) => $"CN={signer}.example.com, O=Example, ST=WA, C=US";

    /// <summary><c>signingkeys.json</c> that names every signing key.</summary>
    public string ToSigningKeysJson()
    {
        var list = new JsonObject
        {
            ["default"] = _signers[0],
            ["keys"] = new JsonArray([.. _signers.Select(name => new JsonObject
            {
                ["name"] = name,
                ["keyPath"] = _home.PathOf($"{name}.key"),
                ["certPath"] = _home.PathOf($"{name}.chain.pem"),
            })]),
        };
        return JsonSerializer.Serialize(list);
    }

    public void Dispose() => _home.Dispose();

    private async Task SignerAsync(string name, string spec, params string[] issuers)
    {
        await CertificateAsync(name, spec, issuers[0], "leaf");
        var chain = new[] { name }.Concat(issuers).Select(CertificateOf).Select(File.ReadAllText);
        await File.WriteAllTextAsync(_home.PathOf($"{name}.chain.pem"), string.Concat(chain));
        _signers.Add(name);
    }

    private Task AuthorityAsync(string name, string spec, string? issuer) =>
        CertificateAsync(name, spec, issuer, "authority");

    private async Task CertificateAsync(string name, string spec, string? issuer, string extensions)
    {
        var key = _home.PathOf($"{name}.key");
        string[] kind = spec.Split('-') is ["rsa", var bits]
            ? ["RSA", "-pkeyopt", $"rsa_keygen_bits:{bits}"]
            : ["EC", "-pkeyopt", $"ec_paramgen_curve:P-{spec[3..]}"];
        (await _home.OpenSslAsync(["genpkey", "-algorithm", .. kind, "-out", key])).Succeeded();
        string[] issuing = issuer is null
            ? []
            : ["-CA", CertificateOf(issuer), "-CAkey", _home.PathOf($"{issuer}.key")];
        (await _home.OpenSslAsync(
        [
            "req", "-x509", "-new", "-config", _home.PathOf("extensions.cnf"), "-extensions", extensions,
            "-key", key, "-subj", $"/C=US/ST=WA/O=Example/CN={name}.example.com", "-days", "10", "-sha256",
            .. issuing, "-out", CertificateOf(name),
        ])).Succeeded();
    }
}
