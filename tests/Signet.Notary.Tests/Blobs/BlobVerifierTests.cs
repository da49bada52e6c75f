using System.Text;
using Signet.Notary.Artifacts;
using Signet.Notary.Blobs;
using Signet.Notary.Tests.Trust;
using Signet.Notary.Tests.Verification;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Blobs;

public sealed class BlobVerifierTests : IDisposable
{
    private const string Mismatch = "signature verification failed: integrity check failed. signature does not match the given blob";

    private readonly BlobLab _lab = new();

    public void Dispose() => _lab.Dispose();

    public static TheoryData<string, KeySpec, string> FormatsAndKeys()
    {
        var data = new TheoryData<string, KeySpec, string>();
        foreach (var mediaType in new[] { NotaryMediaTypes.Jws, NotaryMediaTypes.Cose })
        {
            data.Add(mediaType, KeySpec.Rsa2048, "sha256");
            data.Add(mediaType, KeySpec.Rsa3072, "sha384");
            data.Add(mediaType, KeySpec.Rsa4096, "sha512");
            data.Add(mediaType, KeySpec.Ec256, "sha256");
            data.Add(mediaType, KeySpec.Ec384, "sha384");
            data.Add(mediaType, KeySpec.Ec521, "sha512");
        }

        return data;
    }

    /// <summary>The digest's algorithm is that of the key, and what is signed verifies.</summary>
    [Theory]
    [MemberData(nameof(FormatsAndKeys))]
    public async Task Blob_is_signed_and_verified_with_the_hash_of_the_key(string mediaType, KeySpec keySpec, string algorithm)
    {
        using var lab = new BlobLab(PkiLab.SigningChain(leafKey: keySpec));
        var signed = await lab.SignAsync(new()
        {
            UserMetadata = new Dictionary<string, string> { ["build"] = "42" },
            Envelope = new() { MediaType = mediaType, SigningAgent = "signet/0" },
        });
        Assert.Equal(algorithm, signed.Blob.Digest.Algorithm);

        var verdict = await lab.VerifyAsync(BlobLab.SignatureOf(signed));

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal("Successfully verified signature for dist/blob", verdict.Summary);
        Assert.Equal(("dist/blob", $"dist/blob@{signed.Blob.Digest}"), (verdict.Reference, verdict.ResolvedReference));
        Assert.Equal(signed.Blob, verdict.Artifact);
        Assert.Equal("42", verdict.UserMetadata["build"]);
        Assert.Equal("n", verdict.Policy!.Statement.Name);
        Assert.Equal(1, lab.Opened);
    }

    [Theory]
    [InlineData(null, VerdictKind.Trusted)]
    [InlineData("text/plain", VerdictKind.Trusted)]
    [InlineData("text/html", VerdictKind.Invalid)]
    [InlineData("Text/Plain", VerdictKind.Invalid)]
    public async Task Media_type_counts_when_it_is_asked_for(string? asked, VerdictKind kind)
    {
        var signature = await _lab.SignatureAsync(options: new() { MediaType = "text/plain" });
        VerdictAssert.Kind(kind, await _lab.VerifyAsync(r => r with { MediaType = asked }, signature));
    }

    [Theory]
    [InlineData("content of a bloB")]
    [InlineData("content of a blob ")]
    [InlineData("")]
    public async Task Other_content_is_refused(string content)
    {
        var signature = await _lab.SignatureAsync();
        _lab.Content = Encoding.UTF8.GetBytes(content);
        var verdict = await _lab.VerifyAsync(signature);
        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.Equal(Mismatch, verdict.Summary);
        VerdictAssert.Check(verdict, "descriptor", CheckStatus.Failed);
        Assert.Null(verdict.Artifact);
    }

    /// <summary>A trusted key signs a descriptor that is wrong in one way.</summary>
    [Theory]
    [InlineData("size")]
    [InlineData("algorithm")]
    public async Task Descriptor_is_compared_as_a_whole(string what)
    {
        var truth = (await _lab.SignAsync()).Blob;
        var wrong = what == "size"
            ? truth with { Size = truth.Size + 1 }
            : truth with { Digest = Digest.Parse("sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(_lab.Content))) };
        using var provider = _lab.Trusted.CreateProvider();
        var envelope = await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Jws,
            new()
            {
                Payload = TargetArtifact.Write(NotaryMediaTypes.Jws, wrong, new Dictionary<string, string>()),
                SigningTime = BlobLab.Now.AddDays(-1),
            },
            provider,
            TestContext.Current.CancellationToken);

        var verdict = await _lab.VerifyAsync(new BlobSignature("x", NotaryMediaTypes.Jws, envelope));

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.Equal(Mismatch, verdict.Summary);
    }

    [Theory]
    [InlineData("42", VerdictKind.Trusted)]
    [InlineData("43", VerdictKind.Untrusted)]
    public async Task Metadata_is_compared(string asked, VerdictKind kind)
    {
        var signature = await _lab.SignatureAsync(
            options: new() { UserMetadata = new Dictionary<string, string> { ["build"] = "42" } });
        var verdict = await _lab.VerifyAsync(
            r => r with { UserMetadata = new Dictionary<string, string> { ["build"] = asked } }, signature);
        VerdictAssert.Kind(kind, verdict);
        if (kind != VerdictKind.Trusted)
        {
            Assert.Equal("signature verification failed: unable to find specified metadata in the signature", verdict.Summary);
        }
    }

    [Fact]
    public async Task Expired_signature_is_told_and_the_blob_not_read()
    {
        var signature = await _lab.SignatureAsync(
            options: new() { Envelope = new() { Expiry = TimeSpan.FromHours(1) } });
        var verdict = await _lab.VerifyAsync(signature);
        VerdictAssert.Kind(VerdictKind.Expired, verdict);
        Assert.StartsWith("signature verification failed: digital signature has expired on ", verdict.Summary, StringComparison.Ordinal);
        Assert.Equal(0, _lab.Opened);
    }

    [Fact]
    public async Task Untrusted_signature_is_no_reason_to_read_the_blob()
    {
        var verdict = await _lab.VerifyAsync(await _lab.SignatureAsync(_lab.Stranger));
        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.Equal(
            "signature verification failed: the signature's certificate chain does not contain any trusted certificate",
            verdict.Summary);
        Assert.Equal(0, _lab.Opened);
    }

    public static TheoryData<string, string> Damage() => new(
        from format in new[] { NotaryMediaTypes.Jws, NotaryMediaTypes.Cose }
        from damage in new[] { "empty", "cut", "one bit", "junk", "other format", "no format", "longer" }
        select (format, damage));

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task Damaged_signature_is_refused_and_the_blob_not_read(string format, string damage)
    {
        var signature = await _lab.SignatureAsync(mediaType: format);
        var bytes = signature.Envelope.ToArray();
        signature = damage switch
        {
            "empty" => signature with { Envelope = default },
            "cut" => signature with { Envelope = bytes.AsMemory(0, bytes.Length / 2) },
            "one bit" => signature with { Envelope = Flip(bytes, format) },
            "junk" => signature with { Envelope = new byte[] { 0xff, 0x00, 0x7b } },
            "other format" => signature with
            {
                MediaType = format == NotaryMediaTypes.Jws ? NotaryMediaTypes.Cose : NotaryMediaTypes.Jws,
            },
            "no format" => signature with { MediaType = "application/x" },
            _ => signature with { Envelope = (byte[])[.. bytes, .. "{}"u8] },
        };

        var verdict = await _lab.VerifyAsync(signature);

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.StartsWith("signature verification failed: ", verdict.Summary, StringComparison.Ordinal);
        Assert.True(verdict.Summary.Length > 35, verdict.Summary);
        Assert.Equal(0, _lab.Opened);
        if (damage == "empty")
        {
            Assert.Equal("signature verification failed: signature cannot be nil or empty", verdict.Summary);
        }
    }

    /// <summary>Every prefix of a signature is refused, none with anything but a verdict.</summary>
    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task Signature_cut_anywhere_is_refused(string format)
    {
        var signature = await _lab.SignatureAsync(mediaType: format);
        for (var length = 0; length < signature.Envelope.Length; length += 1 + (length / 40))
        {
            var verdict = await _lab.VerifyAsync(signature with { Envelope = signature.Envelope[..length] });
            Assert.True(verdict.Kind == VerdictKind.Invalid, $"{length} bytes: {verdict.Kind}");
        }
    }

    [Fact]
    public async Task Swapped_signatures_are_refused()
    {
        var first = await _lab.SignatureAsync();
        _lab.Content = "another"u8.ToArray();
        var second = await _lab.SignatureAsync(mediaType: NotaryMediaTypes.Cose);
        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync(second));
        VerdictAssert.Kind(VerdictKind.Invalid, await _lab.VerifyAsync(first));
        Assert.Equal(1, _lab.Opened);

        // One that is right suffices, in any order.
        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync(first, second));
    }

    /// <summary>The signature that came furthest speaks: that of another blob, not the junk beside it.</summary>
    [Fact]
    public async Task Summary_is_that_of_the_signature_that_came_furthest()
    {
        var signature = await _lab.SignatureAsync();
        _lab.Content = "another"u8.ToArray();
        var junk = new BlobSignature("junk", NotaryMediaTypes.Jws, "junk"u8.ToArray());
        Assert.Equal(Mismatch, (await _lab.VerifyAsync(junk, signature)).Summary);
        Assert.Equal(Mismatch, (await _lab.VerifyAsync(signature, junk)).Summary);
    }

    [Fact]
    public async Task Without_signatures_the_blob_is_unsigned()
    {
        var verdict = await _lab.VerifyAsync();
        VerdictAssert.Kind(VerdictKind.Unsigned, verdict);
        Assert.Equal(
            "signature verification failed: no signature is associated with \"dist/blob\", make sure the blob was signed successfully",
            verdict.Summary);
    }

    [Theory]
    [InlineData(false, null, "no global blob trust policy")]
    [InlineData(false, "n", null)]
    [InlineData(true, null, null)]
    [InlineData(true, "n", null)]
    [InlineData(true, "N", "no applicable blob trust policy with name \"N\"")]
    [InlineData(true, "", "policy name cannot be empty")]
    [InlineData(true, " ", "policy name cannot be empty")]
    public async Task Statement_is_the_named_one_or_the_global_one(bool hasGlobal, string? name, string? fault)
    {
        _lab.Policy = PolicyText.Document(
            "1.0", PolicyText.Statement(hasGlobal ? "\"globalPolicy\":true" : "", isBlob: true));
        var verdict = await _lab.VerifyAsync(r => r with { PolicyName = name }, await _lab.SignatureAsync());
        VerdictAssert.Kind(fault is null ? VerdictKind.Trusted : VerdictKind.Untrusted, verdict);
        if (fault is not null)
        {
            Assert.StartsWith("signature verification failed: ", verdict.Summary, StringComparison.Ordinal);
            Assert.EndsWith(fault, verdict.Summary, StringComparison.Ordinal);
            Assert.Empty(verdict.Signatures);
            Assert.Equal(0, _lab.Opened);
        }
    }

    [Fact]
    public async Task Level_skip_looks_at_nothing()
    {
        _lab.Policy = """
            {"version":"1.0","trustPolicies":[{"name":"n","signatureVerification":{"level":"skip"}}]}
            """;
        var verdict = await _lab.VerifyAsync(
            r => r with { PolicyName = "n" }, new BlobSignature("junk", NotaryMediaTypes.Jws, "junk"u8.ToArray()));
        VerdictAssert.Kind(VerdictKind.Skipped, verdict);
        Assert.True(verdict.IsAccepted);
        Assert.Equal("Trust policy is configured to skip signature verification for dist/blob", verdict.Summary);
        Assert.Empty(verdict.Signatures);
        Assert.Equal(0, _lab.Opened);
    }

    [Fact]
    public async Task Missing_store_is_named()
    {
        _lab.Policy = PolicyText.Document(
            "1.0", PolicyText.Statement("\"globalPolicy\":true,\"trustStores\":[\"ca:nope\"]", isBlob: true));
        var verdict = await _lab.VerifyAsync(await _lab.SignatureAsync());
        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.StartsWith("the trust store \"nope\" of type \"ca\" does not exist", verdict.Summary, StringComparison.Ordinal);
    }

    /// <summary>A pipe gives its content once: all hashes come from one reading.</summary>
    [Fact]
    public async Task Signatures_of_different_hashes_share_one_reading()
    {
        var strong = PkiLab.SigningChain(leafKey: KeySpec.Ec521, name: "strong");
        _lab.Store("s", strong);
        _lab.Content = new byte[3_000_000];
        _lab.Source = () => new OddStream(_lab.Content, _ => 65_536);
        var (first, second) = (await _lab.SignatureAsync(), await _lab.SignatureAsync(strong, NotaryMediaTypes.Cose));

        var verdict = await _lab.VerifyAsync(first, second);

        Assert.All(verdict.Signatures, s => Assert.Equal(VerdictKind.Trusted, s.Kind));
        Assert.Equal(1, _lab.Opened);
    }

    [Fact]
    public async Task Content_that_cannot_be_read_gives_no_verdict()
    {
        var signature = await _lab.SignatureAsync();
        _lab.Source = () => new OddStream(_lab.Content, _ => 4) { FailsAt = 8 };
        await Assert.ThrowsAsync<IOException>(() => _lab.VerifyAsync(signature));
    }

    /// <summary>Two signers are two signatures; the same one twice, in two formats, is one.</summary>
    [Theory]
    [InlineData("a b", VerdictKind.Trusted, 2)]
    [InlineData("a a", VerdictKind.Untrusted, 1)]
    [InlineData("a", VerdictKind.Untrusted, 1)]
    [InlineData("a stranger", VerdictKind.Untrusted, 1)]
    public async Task Superset_asks_for_several_signatures(string signers, VerdictKind kind, int found)
    {
        // Keys of their own: a key counts once, whatever its names.
        var chains = new Dictionary<string, LabChain>
        {
            ["a"] = PkiLab.SigningChain(name: "a", leaf: r => r with { KeySlot = 40 }),
            ["b"] = PkiLab.SigningChain(name: "b", leafKey: KeySpec.Ec384),
            ["stranger"] = _lab.Stranger,
        };
        _lab.Store("s", chains["a"]);
        _lab.Store("s", chains["b"]);
        _lab.Policy = PolicyText.Document(PolicyText.Superset, PolicyText.Statement(
            """
            "globalPolicy":true,"requiredSignatures":2,"trustedIdentities":[
            "x509.subject: C=US, ST=WA, O=Example, CN=a.example.com","x509.subject: C=US, ST=WA, O=Example, CN=b.example.com"]
            """,
            isBlob: true));
        var signatures = new List<BlobSignature>();
        foreach (var signer in signers.Split(' '))
        {
            signatures.Add(await _lab.SignatureAsync(
                chains[signer], signatures.Count == 0 ? NotaryMediaTypes.Jws : NotaryMediaTypes.Cose));
        }

        var verdict = await _lab.VerifyAsync([.. signatures]);

        VerdictAssert.Kind(kind, verdict);
        Assert.Equal(1, _lab.Opened);
        if (found < 2)
        {
            Assert.StartsWith("signature verification failed: ", verdict.Summary, StringComparison.Ordinal);
            Assert.Contains("2", verdict.Summary, StringComparison.Ordinal);
        }
    }

    /// <summary>A bit of the signed payload in JWS, of the signature in COSE.</summary>
    private static byte[] Flip(byte[] bytes, string format)
    {
        var at = format == NotaryMediaTypes.Jws
            ? bytes.AsSpan().IndexOf("\"payload\":\""u8) + 40
            : bytes.Length - 5;
        bytes[at] = bytes[at] == (byte)'A' ? (byte)'B' : (byte)'A';
        return bytes;
    }
}
