using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>A root and an intermediate made by the real openssl, and certificates below them for keys it never sees.</summary>
internal sealed class OpenSslAuthority : IDisposable
{
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
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        """;

    public ToolHome Home { get; } = new();

    public string RootPem => Home.PathOf("root.pem");

    public static async Task<OpenSslAuthority> MakeAsync()
    {
        var authority = new OpenSslAuthority();
        await File.WriteAllTextAsync(authority.Home.PathOf("extensions.cnf"), Extensions);
        await authority.AuthorityAsync("root", []);
        await authority.AuthorityAsync("inter", authority.Issuing("root"));
        await authority.DerAsync("root");
        await authority.DerAsync("inter");
        return authority;
    }

    /// <summary>Makes a key; its PEM file.</summary>
    public async Task<string> KeyAsync(string name, string spec)
    {
        var key = Home.PathOf($"{name}.key");
        string[] kind = spec.Split('-') is ["RSA", var bits]
            ? ["RSA", "-pkeyopt", $"rsa_keygen_bits:{bits}"]
            : ["EC", "-pkeyopt", $"ec_paramgen_curve:{(spec == "EC-K1" ? "secp256k1" : $"P-{spec[3..]}")}"];
        await RunAsync(["genpkey", "-algorithm", .. kind, "-out", key]);
        return key;
    }

    /// <summary>A code-signing certificate of a public key, below the intermediate. PEM and DER are written.</summary>
    public async Task IssueAsync(string name, string publicKeyPem, int days = 10)
    {
        await RunAsync(
        [
            "x509", "-new", "-force_pubkey", publicKeyPem, "-subj", $"/C=US/ST=WA/O=Example/CN={name}.example.com",
            "-days", $"{days}", "-extfile", Home.PathOf("extensions.cnf"), "-extensions", "leaf", .. Issuing("inter"),
            "-out", Home.PathOf($"{name}.pem"),
        ]);
        await DerAsync(name);
    }

    /// <summary>The certificates, one after the other, in a file.</summary>
    public string Bundle(params string[] names)
    {
        var path = Home.PathOf($"{string.Join('-', names)}.bundle.pem");
        File.WriteAllText(path, string.Concat(names.Select(name => File.ReadAllText(Home.PathOf($"{name}.pem")))));
        return path;
    }

    public async Task RunAsync(params string[] arguments) => (await Home.OpenSslAsync(arguments)).Succeeded();

    public void Dispose() => Home.Dispose();

    private async Task AuthorityAsync(string name, string[] issuing)
    {
        var key = await KeyAsync(name, "EC-256");
        await RunAsync(
        [
            "req", "-x509", "-new", "-config", Home.PathOf("extensions.cnf"), "-extensions", "authority", "-key", key,
            "-subj", $"/C=US/ST=WA/O=Example/CN={name}.example.com", "-days", "30", "-sha256", .. issuing,
            "-out", Home.PathOf($"{name}.pem"),
        ]);
    }

    private string[] Issuing(string name) => ["-CA", Home.PathOf($"{name}.pem"), "-CAkey", Home.PathOf($"{name}.key")];

    private Task DerAsync(string name) =>
        RunAsync("x509", "-in", Home.PathOf($"{name}.pem"), "-outform", "DER", "-out", Home.PathOf($"{name}.der"));
}
