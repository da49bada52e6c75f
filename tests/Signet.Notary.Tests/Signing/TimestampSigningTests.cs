using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Signing;
using Signet.Oci.Manifests;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Revocation;
using Signet.Signatures.Timestamping;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;
using Signet.TestKit.Timestamping;

namespace Signet.Notary.Tests.Signing;

/// <summary>Signing with a timestamp of a live authority.</summary>
public sealed class TimestampSigningTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryRepository _repository = new();
    private OcspResponder _responder = null!;
    private TimestampAuthority _authority = null!;
    private X509Certificate2 _root = null!;

    public async ValueTask InitializeAsync()
    {
        _responder = await OcspResponder.StartAsync();
        _authority = await TimestampAuthority.StartAsync(
            PkiLab.TimestampChain(leaf: l => l.WithRevocation([_responder.Url])), new FixedTime(Now));
        _root = _authority.Root;
        _responder.Serve(_authority.Chain);
    }

    public async ValueTask DisposeAsync()
    {
        await _authority.DisposeAsync();
        await _responder.DisposeAsync();
    }

    public static TheoryData<string, KeySpec> FormatsAndKeys() => new(
        from format in new[] { NotaryMediaTypes.Jws, NotaryMediaTypes.Cose }
        from key in new[] { KeySpec.Rsa2048, KeySpec.Ec384, KeySpec.Ec521 }
        select (format, key));

    [Theory]
    [MemberData(nameof(FormatsAndKeys))]
    public async Task Timestamp_is_over_the_signature_with_the_keys_hash(string mediaType, KeySpec key)
    {
        var signed = await SignAsync(PkiLab.SigningChain(leafKey: key), mediaType);

        var manifest = ManifestReader.Read(
            signed.SignatureManifest, _repository.ContentOf(signed.SignatureManifest.Digest));
        var content = SignatureEnvelope.Verify(mediaType, _repository.ContentOf(manifest.Layers[0].Digest)).Content!;
        Assert.True(TimestampToken.TryRead(content.TimestampToken!.Value, out var token, out var fault), fault?.Message);
        Assert.Equal(SignatureAlgorithm.Of(key).Hash, token.ImprintHash);
        Assert.Equal(CryptographicOperations.HashData(token.ImprintHash, content.Signature.Span), token.Imprint.ToArray());
        Assert.True(token.Verify(content.Signature, [_authority.Root]).IsValid);
        Assert.Single(_responder.Http.Requests);
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("wrong imprint")]
    [InlineData("wrong nonce")]
    [InlineData("broken signature")]
    [InlineData("other authority")]
    [InlineData("authority revoked")]
    [InlineData("revocation unknown")]
    [InlineData("no server")]
    public async Task C8_WithoutAGoodTimestampNothingIsSigned(string defect)
    {
        switch (defect)
        {
            case "rejected":
                _authority.Reply = r => r with { Status = 2, Token = null };
                break;
            case "wrong imprint":
                _authority.Token = t => t with { Info = t.Info with { Imprint = SHA256.HashData([1]) } };
                break;
            case "wrong nonce":
                _authority.Token = t => t with { Info = t.Info with { Nonce = [1] } };
                break;
            case "broken signature":
                _authority.Token = t => t with { Signer = new LabSigner { IsBroken = true } };
                break;
            case "other authority":
                _authority.Chain = PkiLab.TimestampChain(name: "other");
                break;
            case "authority revoked":
                _responder.Revoke(_authority.Chain.Leaf.Certificate);
                break;
            case "revocation unknown":
                _responder.ErrorStatus = 2;
                break;
            default:
                await _authority.DisposeAsync();
                break;
        }

        await Assert.ThrowsAsync<TimestampException>(() => SignAsync(PkiLab.SigningChain(), NotaryMediaTypes.Jws));

        Assert.DoesNotContain(_repository.Requests, r => r.StartsWith("push", StringComparison.Ordinal));
    }

    private async Task<SignedArtifact> SignAsync(LabChain chain, string mediaType)
    {
        var artifact = _repository.AddArtifact();
        using var provider = chain.CreateProvider();
        return await new ArtifactSigner(_repository, provider, new FixedTime(Now)).SignAsync(
            new()
            {
                Reference = artifact.Digest.ToString(),
                EnvelopeMediaType = mediaType,
                Timestamp = new(new TimestampOptions
                {
                    Url = new(_authority.Url),
                    Roots = [_root],
                    Revocation = new(new RevocationOptions { Caches = [], TimeProvider = new FixedTime(Now) }),
                    TimeProvider = new FixedTime(Now),
                }),
            },
            TestContext.Current.CancellationToken);
    }
}
