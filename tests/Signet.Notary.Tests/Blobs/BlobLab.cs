using Signet.Notary.Blobs;
using Signet.Notary.Signing;
using Signet.Notary.Tests.Trust;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Blobs;

/// <summary>A blob, a trust store on disk and a policy; and how often the blob was opened.</summary>
internal sealed class BlobLab : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempConfig _config = new();

    public BlobLab(LabChain? trusted = null)
    {
        Trusted = trusted ?? PkiLab.SigningChain(name: "trusted");
        Store("s", Trusted);
    }

    /// <summary>The signer that the policy trusts.</summary>
    public LabChain Trusted { get; }

    /// <summary>A signer whose chain is just as good, and whom nobody trusts.</summary>
    public LabChain Stranger { get; } = PkiLab.SigningChain(name: "stranger");

    public byte[] Content { get; set; } = "content of a blob"u8.ToArray();

    /// <summary>How the verifier gets the blob.</summary>
    public Func<Stream>? Source { get; set; }

    /// <summary>How often it was opened.</summary>
    public int Opened { get; private set; }

    public string Policy { get; set; } =
        PolicyText.Document("1.0", PolicyText.Statement("\"globalPolicy\":true", isBlob: true));

    public VerifierOptions Options { get; set; } = new() { TimeProvider = new FixedTime(Now) };

    public void Store(string name, LabChain chain) => _config.Write(
        Path.Combine(
            _config.Directories.ConfigDirectory,
            "truststore", "x509", "ca", name, $"{CertificateThumbprint.Sha256(chain.Root.Certificate)}.crt"),
        chain.Root.CertificatePem);

    public async Task<SignedBlob> SignAsync(
        BlobSignOptions? options = null, LabChain? chain = null, Stream? content = null, DateTimeOffset? time = null)
    {
        using var provider = (chain ?? Trusted).CreateProvider();
        return await new BlobSigner(new KeySigner(provider, new FixedTime(time ?? Now.AddDays(-1)))).SignAsync(
            content ?? new MemoryStream(Content), options ?? new(), TestContext.Current.CancellationToken);
    }

    /// <summary>A signature as a verifier gets it.</summary>
    public async Task<BlobSignature> SignatureAsync(
        LabChain? chain = null, string mediaType = NotaryMediaTypes.Jws, BlobSignOptions? options = null, DateTimeOffset? time = null) =>
        SignatureOf(await SignAsync(
            (options ?? new()) with { Envelope = (options ?? new()).Envelope with { MediaType = mediaType } }, chain, time: time));

    public static BlobSignature SignatureOf(SignedBlob signed) =>
        new("blob.sig", signed.Signature.Content.MediaType, signed.Signature.Envelope);

    public Task<Verdict> VerifyAsync(params BlobSignature[] signatures) => VerifyAsync(r => r, signatures);

    public async Task<Verdict> VerifyAsync(Func<BlobVerifyRequest, BlobVerifyRequest> change, params BlobSignature[] signatures)
    {
        Opened = 0;
        return await new BlobVerifier(PolicyText.ParseBlob(Policy), new TrustStore(_config.Directories), Options).VerifyAsync(
            change(new()
            {
                Name = "dist/blob",
                Open = _ =>
                {
                    Opened++;
                    return Task.FromResult(Source?.Invoke() ?? new MemoryStream(Content));
                },
                Signatures = signatures,
            }),
            TestContext.Current.CancellationToken);
    }

    public void Dispose() => _config.Dispose();
}
