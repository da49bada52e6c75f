using System.Security.Cryptography;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;
using Signet.TestKit.Timestamping;

namespace Signet.Notary.Tests.Verification;

/// <summary>Step 4 with timestamps of a live authority: attacks C7 and C8.</summary>
public sealed class TimestampStepTests : IAsyncLifetime
{
    private const string Signer = "CN=signer.example.com,O=Example,L=Seattle,ST=WA,C=US";
    private const string Authority = "CN=tsa.example.com,O=Example,L=Seattle,ST=WA,C=US";

    private static readonly DateTimeOffset Now = VerificationLab.Now;

    /// <summary>The signing certificate is valid from then to then; it has expired an hour ago.</summary>
    private static readonly DateTimeOffset Start = Now.AddDays(-30);
    private static readonly DateTimeOffset End = Now.AddHours(-1);

    private readonly VerificationLab _lab = new();
    private OcspResponder _signers = null!;
    private OcspResponder _authorities = null!;
    private LabChain _chain = null!;
    private TimestampAuthority _authority = null!;

    public async ValueTask InitializeAsync()
    {
        _signers = await OcspResponder.StartAsync();
        _authorities = await OcspResponder.StartAsync();
        _chain = PkiLab.SigningChain(
            leaf: l => (l with { NotBefore = Start, NotAfter = End }).WithRevocation([_signers.Url]));
        _signers.Serve(_chain);
        _authority = await TimestampAuthority.StartAsync(
            PkiLab.TimestampChain(leaf: l => l.WithRevocation([_authorities.Url])), new FixedTime(Now));
        _authority.Time = Now.AddDays(-1);
        _authorities.Serve(_authority.Chain);
        _lab.Store("ca", "test", _chain.Root.Certificate);
        _lab.Store("tsa", "test", _authority.Root);
        _lab.TrustStores = "\"ca:test\", \"tsa:test\"";
        _lab.Options = _lab.Options with
        {
            Revocation = new(new() { Caches = [], OcspTimeout = TimeSpan.FromSeconds(30), TimeProvider = new FixedTime(Now) }),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _authority.DisposeAsync();
        await _authorities.DisposeAsync();
        await _signers.DisposeAsync();
        _lab.Dispose();
    }

    [Theory]
    [InlineData(NotaryMediaTypes.Jws, "always")]
    [InlineData(NotaryMediaTypes.Cose, "always")]
    [InlineData(NotaryMediaTypes.Jws, "afterCertExpiry")]
    public async Task C7_TimestampKeepsASignatureOfAnExpiredCertificateValid(string mediaType, string verifyTimestamp)
    {
        _lab.VerifyTimestamp = verifyTimestamp;
        await SignAsync(mediaType: mediaType);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        var check = VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Passed);
        Assert.Equal(Now.AddDays(-1), check.Timestamp!.Token.Time);
        Assert.Equal("tsa:test", check.Timestamp.TrustStore.ToString());
        Assert.Equal(_authority.Chain.Certificates, check.Timestamp.Chain);
        Assert.Equal(RevocationStatus.Good, check.Revocation!.Certificates[0].Status);
        Assert.Contains(check.Evidence, e => e == new Evidence("timestamp", "2026-11-20T11:59:59Z to 2026-11-20T12:00:01Z"));
        Assert.Contains(check.Evidence, e => e == new Evidence("timestamping policy", "2.999.3161.1"));
        Assert.Contains(check.Evidence, e => e == new Evidence("trust store", "tsa:test"));
        Assert.Contains(check.Evidence, e => e.Name == "timestamping certificate" && e.Value.StartsWith(Authority, StringComparison.Ordinal));
        Assert.Single(_authorities.Http.Requests);
    }

    [Fact]
    public async Task Timestamp_that_is_not_asked_for_is_not_looked_at()
    {
        _chain = PkiLab.SigningChain();
        _lab.Store("ca", "test", _chain.Root.Certificate);
        _lab.VerifyTimestamp = "afterCertExpiry";
        await SignAsync(_ => [0x30, 0x00]);

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    public static TheoryData<string, VerdictKind, string> BrokenTokens => new()
    {
        { "wrong imprint", VerdictKind.Invalid, "failed to verify the timestamp countersignature with error: " },
        { "no token", VerdictKind.Invalid, "failed to parse timestamp countersignature with error: " },
        { "broken signature", VerdictKind.Invalid, "failed to verify the timestamp countersignature with error: " },
        { "old attribute", VerdictKind.Invalid, "failed to verify the timestamp countersignature with error: " },
        { "other authority", VerdictKind.Untrusted, "failed to verify the timestamp countersignature with error: " },
        { "authority expired", VerdictKind.Invalid, "failed to verify the timestamp countersignature with error: " },
    };

    [Theory]
    [MemberData(nameof(BrokenTokens))]
    public async Task C8_TokenThatDoesNotHold(string defect, VerdictKind expected, string words)
    {
        await SignAsync(signature => defect switch
        {
            "wrong imprint" => _authority.TokenFor([1, 2, 3], HashAlgorithmName.SHA256),
            "no token" => [0x30, 0x00],
            "broken signature" => Token(signature, t => t with { Signer = new() { IsBroken = true } }),
            "old attribute" => Token(signature, t => t with { Signer = new() { SigningCertificate = new() { Version = 1 } } }),
            "other authority" => Of(PkiLab.TimestampChain(name: "other"), signature),
            _ => Of(PkiLab.TimestampChain(leaf: l => l with { NotAfter = Now.AddDays(-2) }), signature),
        });

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        var check = VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Failed);
        Assert.StartsWith(words, check.Message, StringComparison.Ordinal);
        Assert.Empty(_authorities.Http.Requests);
        if (expected == VerdictKind.Untrusted)
        {
            Assert.Contains("signet cert add --type tsa --store test", check.Remedy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, "timestamp can be after certificate \"" + Signer + "\" validity period, it was expired at \"Sat, 21 Nov 2026 11:00:00 +0000\"")]
    public async Task C8_AccuracyAtTheEndOfValidityCounts(int seconds, string? message) => await AtAsync(End.AddSeconds(seconds), message);

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, "timestamp can be before certificate \"" + Signer + "\" validity period, it will be valid from \"Thu, 22 Oct 2026 12:00:00 +0000\"")]
    public async Task C8_AccuracyAtTheStartOfValidityCounts(int seconds, string? message) => await AtAsync(Start.AddSeconds(seconds), message);

    [Theory]
    [InlineData("{}", VerdictKind.Revoked, CheckStatus.Failed)]
    [InlineData("{\"revocation\":\"skip\"}", VerdictKind.Revoked, CheckStatus.Failed)]
    [InlineData("{\"authenticTimestamp\":\"log\"}", VerdictKind.Trusted, CheckStatus.Warned)]
    public async Task C8_RevokedAuthority(string @override, VerdictKind expected, CheckStatus status)
    {
        _lab.Override = @override;
        _authorities.Revoke(_authority.Chain.Leaf.Certificate);
        await SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        Assert.StartsWith(
            $"timestamping certificate with subject \"{Authority}\" is revoked",
            VerdictAssert.Check(verdict, "authentic-timestamp", status).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", "{}", VerdictKind.Undetermined, CheckStatus.Undetermined)]
    [InlineData("strict", "{\"revocation\":\"skip\"}", VerdictKind.Undetermined, CheckStatus.Undetermined)]
    [InlineData("permissive", "{}", VerdictKind.Trusted, CheckStatus.Warned)]
    public async Task C8_AuthorityWhoseRevocationIsUnknown(string level, string @override, VerdictKind expected, CheckStatus status)
    {
        (_lab.Level, _lab.Override) = (level, @override);
        _authorities.ErrorStatus = 2;
        await SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        var check = VerdictAssert.Check(verdict, "authentic-timestamp", status);
        Assert.StartsWith(
            $"timestamping certificate with subject \"{Authority}\" revocation status is unknown: ", check.Message, StringComparison.Ordinal);
        Assert.Contains(_authorities.Url, check.Message, StringComparison.Ordinal);
        Assert.Contains("\"authenticTimestamp\": \"log\"", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_of_authorities_that_cannot_be_read_fails_the_step()
    {
        _lab.Store("tsa", "test", _authority.Chain.Members[1].Certificate);
        await SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        var message = VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Failed).Message;
        Assert.StartsWith("failed to load tsa trust store with error: ", message, StringComparison.Ordinal);
        Assert.EndsWith("is not a root CA certificate", message, StringComparison.Ordinal);
        AssertNobodyWasAsked();
    }

    [Fact]
    public async Task Root_of_an_authority_is_no_root_of_a_signer()
    {
        _lab.Store("tsa", "test", _lab.Stranger.Root.Certificate);
        await _lab.SignAsync(_lab.Stranger);

        VerdictAssert.Kind(VerdictKind.Untrusted, await _lab.VerifyAsync());
    }

    /// <summary>Neither server answers: that both were asked shows that none was waited for.</summary>
    [Fact]
    public async Task Signers_and_authoritys_revocation_are_asked_about_at_the_same_time()
    {
        _lab.Options = _lab.Options with { MaxDuration = TimeSpan.FromSeconds(3) };
        await SignAsync();
        _signers.Reply = _authorities.Reply = reply => reply with { Delay = TimeSpan.FromMinutes(1) };

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Undetermined);
        VerdictAssert.Check(verdict, "revocation", CheckStatus.Undetermined);
        VerdictAssert.Check(verdict, "descriptor", CheckStatus.Passed);
        Assert.Single(_signers.Http.Requests);
        Assert.Single(_authorities.Http.Requests);
    }

    private async Task AtAsync(DateTimeOffset time, string? message)
    {
        _authority.Time = time;
        await SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(message is null ? VerdictKind.Trusted : VerdictKind.Expired, verdict);
        if (message is not null)
        {
            Assert.Equal(message, VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Failed).Message);
            AssertNobodyWasAsked();
        }
    }

    private Task<Descriptor> SignAsync(Func<ReadOnlyMemory<byte>, byte[]>? token = null, string mediaType = NotaryMediaTypes.Jws) =>
        _lab.SignAsync(_chain, mediaType, change: (EnvelopeRequest r) => r with
        {
            Timestamp = (signature, _) => ValueTask.FromResult(
                token?.Invoke(signature) ?? _authority.TokenFor(signature.Span, HashAlgorithmName.SHA256)),
        });

    private byte[] Token(ReadOnlyMemory<byte> signature, Func<LabToken, LabToken> change) =>
        change(TimestampAuthority.TokenOf(_authority.Chain, signature.Span, HashAlgorithmName.SHA256, Now.AddDays(-1))).Encode();

    private static byte[] Of(LabChain chain, ReadOnlyMemory<byte> signature) =>
        TimestampAuthority.TokenOf(chain, signature.Span, HashAlgorithmName.SHA256, Now.AddDays(-1)).Encode();

    private void AssertNobodyWasAsked()
    {
        Assert.Empty(_signers.Http.Requests);
        Assert.Empty(_authorities.Http.Requests);
    }
}
