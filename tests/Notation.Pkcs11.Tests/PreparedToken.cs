using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>The token of <see cref="TokenLab"/>, and what belongs to it.</summary>
internal sealed class PreparedToken : IDisposable
{
    /// <summary>The six kinds, with pkcs11-tool's word for those it makes on the token; openssl makes the others.</summary>
    private static readonly (string Spec, string? Generated)[] Kinds =
    [
        ("RSA-2048", "rsa:2048"), ("RSA-3072", null), ("RSA-4096", null),
        ("EC-256", "EC:secp256r1"), ("EC-384", null), ("EC-521", "EC:secp521r1"),
    ];

    private PreparedToken(SoftHsm hsm, OpenSslAuthority authority)
    {
        Hsm = hsm;
        Authority = authority;
        PinFile = authority.Home.PathOf("pin");
        File.WriteAllText(PinFile, SoftHsm.Pin + "\n");
        File.SetUnixFileMode(PinFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public SoftHsm Hsm { get; }

    public OpenSslAuthority Authority { get; }

    /// <summary>A file with the right PIN, only for its owner.</summary>
    public string PinFile { get; }

    /// <summary>What the token can do, as <c>pkcs11-tool</c> lists it.</summary>
    public string Mechanisms { get; private set; } = "";

    public static async Task<PreparedToken> MakeAsync()
    {
        var token = new PreparedToken(await SoftHsm.CreateAsync(), await OpenSslAuthority.MakeAsync());
        token.Mechanisms = (await token.Hsm.ToolAsync("--list-mechanisms")).StandardOutput;
        await token.WriteCertificateAsync("root", "f0");
        await token.WriteCertificateAsync("inter", "f1");
        foreach (var (index, (spec, generated)) in Kinds.Index())
        {
            await (generated is null
                ? token.ImportKeyAsync(spec, spec, $"0{index}")
                : token.GenerateKeyAsync(spec, generated, $"0{index}"));
            await token.WriteCertificateAsync(spec, $"0{index}");
        }

        return token;
    }

    /// <summary>A token of a test's own with one key and no certificate.</summary>
    public static async Task<PreparedToken> MakeBareAsync(string label, string type, params string[] flags)
    {
        var token = new PreparedToken(await SoftHsm.CreateAsync(), await OpenSslAuthority.MakeAsync());
        await token.GenerateKeyAsync(label, type, "b0", flags);
        return token;
    }

    /// <summary>A key id for a key of this token.</summary>
    public static string KeyId(string label) => $"pkcs11:token=Release%20Keys;object={label};type=private";

    /// <summary>Makes a key on the token, and a certificate for it that is not on the token yet.</summary>
    public async Task GenerateKeyAsync(string label, string type, string id, params string[] flags)
    {
        await Hsm.GenerateAsync(type, label, id, flags);
        var (der, pem) = (Authority.Home.PathOf($"{label}.pub.der"), Authority.Home.PathOf($"{label}.pub"));
        await Hsm.ToolAsync("--read-object", "--type", "pubkey", "--id", id, "--output-file", der);
        await Authority.RunAsync("pkey", "-pubin", "-inform", "DER", "-in", der, "-out", pem);
        await Authority.IssueAsync(label, pem);
    }

    /// <summary>Makes a key with openssl and writes both halves, and a certificate that is not on the token yet.</summary>
    public async Task ImportKeyAsync(string label, string spec, string id)
    {
        var key = await Authority.KeyAsync(label, spec);
        var (der, pub, pem) = (Authority.Home.PathOf($"{label}.key.der"), Authority.Home.PathOf($"{label}.pub.der"),
            Authority.Home.PathOf($"{label}.pub"));
        await Authority.RunAsync("pkey", "-in", key, "-outform", "DER", "-out", der);
        await Authority.RunAsync("pkey", "-in", key, "-pubout", "-outform", "DER", "-out", pub);
        await Authority.RunAsync("pkey", "-in", key, "-pubout", "-out", pem);
        await Hsm.WriteAsync("privkey", der, label, id);
        await Hsm.WriteAsync("pubkey", pub, label, id);
        if (spec != "EC-K1")
        {
            await Authority.IssueAsync(label, pem);
        }
    }

    /// <summary>Writes one of the authority's certificates to the token.</summary>
    public Task WriteCertificateAsync(string name, string id) =>
        Hsm.WriteAsync("cert", Authority.Home.PathOf($"{name}.der"), name, id);

    /// <summary>A caller whose configuration is right: module, and the file with the PIN.</summary>
    public PluginCaller Caller() => new(this)
    {
        Configuration = { ["module"] = Hsm.Module, ["pinFile"] = PinFile },
    };

    public void Dispose()
    {
        Hsm.Dispose();
        Authority.Dispose();
    }
}
