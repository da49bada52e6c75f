using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.TestKit.Peers;

/// <summary>
/// The real <c>openssl ts</c> as timestamping authority: each request's body goes to the program, and what it writes is the
/// answer. Skips the test where there is no openssl.
/// </summary>
public sealed class OpenSslTimestampAuthority : IAsyncDisposable
{
    private readonly ToolHome _home = new();
    private readonly SemaphoreSlim _one = new(1);
    private int _count;

    private OpenSslTimestampAuthority(LabChain chain, LoopbackHttpServer http)
    {
        Chain = chain;
        Http = http;
    }

    /// <summary>The server in front of the program.</summary>
    public LoopbackHttpServer Http { get; }

    /// <summary>Where to ask.</summary>
    public string Url => $"{Http.Url}/openssl";

    /// <summary>The authority's chain.</summary>
    public LabChain Chain { get; }

    /// <summary>The root to trust.</summary>
    public X509Certificate2 Root => Chain.Root.Certificate;

    /// <summary>What the program answered last.</summary>
    public byte[] LastReply { get; private set; } = [];

    /// <summary>Starts an authority.</summary>
    /// <param name="chain">Its chain; null for a good one of three.</param>
    /// <param name="settings">Lines for the program's section, in place of those of the same name.</param>
    public static async Task<OpenSslTimestampAuthority> StartAsync(LabChain? chain = null, params (string Name, string Value)[] settings)
    {
        _ = Peers.OpenSsl;
        var http = await LoopbackHttpServer.StartAsync(_ => LoopbackReply.NotFound);
        var authority = new OpenSslTimestampAuthority(chain ?? PkiLab.TimestampChain(name: "openssl-tsa"), http);
        authority.WriteFiles(settings);
        http.AnswerLater(authority.AnswerAsync);
        return authority;
    }

    /// <summary>The program's verdict on an answer to a request, both DER.</summary>
    public async Task<ToolResult> VerifyAsync(byte[] query, byte[] reply)
    {
        await File.WriteAllBytesAsync(_home.PathOf("verify.tsq"), query);
        await File.WriteAllBytesAsync(_home.PathOf("verify.tsr"), reply);
        return await _home.OpenSslAsync(
            "ts", "-verify", "-queryfile", "verify.tsq", "-in", "verify.tsr", "-CAfile", "root.pem", "-untrusted", "chain.pem");
    }

    /// <summary>The program's verdict on a token over data.</summary>
    public async Task<ToolResult> VerifyTokenAsync(byte[] data, byte[] token)
    {
        await File.WriteAllBytesAsync(_home.PathOf("verify.bin"), data);
        await File.WriteAllBytesAsync(_home.PathOf("verify.token"), token);
        return await _home.OpenSslAsync(
            "ts", "-verify", "-data", "verify.bin", "-in", "verify.token", "-token_in", "-CAfile", "root.pem", "-untrusted", "chain.pem");
    }

    /// <summary>What the program reads in a request.</summary>
    public async Task<ToolResult> ShowAsync(byte[] query)
    {
        await File.WriteAllBytesAsync(_home.PathOf("show.tsq"), query);
        return await _home.OpenSslAsync("ts", "-query", "-in", "show.tsq", "-text");
    }

    public async ValueTask DisposeAsync()
    {
        await Http.DisposeAsync();
        _one.Dispose();
        _home.Dispose();
    }

    private void WriteFiles((string Name, string Value)[] settings)
    {
        var lines = new Dictionary<string, string>
        {
            ["serial"] = "serial",
            ["crypto_device"] = "builtin",
            ["signer_cert"] = "leaf.pem",
            ["certs"] = "chain.pem",
            ["signer_key"] = "leaf.key",
            ["signer_digest"] = "sha256",
            ["default_policy"] = "1.2.3.4.1",
            ["digests"] = "sha256, sha384, sha512",
            ["accuracy"] = "secs:1, millisecs:500, microsecs:100",
            ["clock_precision_digits"] = "0",
            ["ordering"] = "yes",
            ["tsa_name"] = "yes",
            ["ess_cert_id_chain"] = "no",
            ["ess_cert_id_alg"] = "sha256",
        };
        foreach (var (name, value) in settings)
        {
            lines[name] = value;
        }

        File.WriteAllLines(
            _home.PathOf("ts.cnf"),
            ["[tsa]", "default_tsa = lab", "[lab]", .. lines.Where(l => l.Value.Length > 0).Select(l => $"{l.Key} = {l.Value}")]);
        File.WriteAllText(_home.PathOf("serial"), "0A01\n");
        File.WriteAllText(_home.PathOf("leaf.pem"), Chain.Leaf.CertificatePem);
        File.WriteAllText(_home.PathOf("leaf.key"), Chain.KeyPem);
        File.WriteAllText(_home.PathOf("root.pem"), Chain.Root.CertificatePem);
        File.WriteAllText(_home.PathOf("chain.pem"), string.Concat(Chain.Members.Skip(1).Select(m => m.CertificatePem)));
    }

    private async Task<LoopbackReply> AnswerAsync(LoopbackRequest request)
    {
        // The file with the serial number takes one writer.
        await _one.WaitAsync();
        try
        {
            var name = $"request{++_count}";
            await File.WriteAllBytesAsync(_home.PathOf($"{name}.tsq"), request.Body);
            (await _home.OpenSslAsync("ts", "-reply", "-config", "ts.cnf", "-queryfile", $"{name}.tsq", "-out", $"{name}.tsr")).Succeeded();
            LastReply = await File.ReadAllBytesAsync(_home.PathOf($"{name}.tsr"));
            return LoopbackReply.Of(LastReply, "application/timestamp-reply");
        }
        finally
        {
            _one.Release();
        }
    }
}
