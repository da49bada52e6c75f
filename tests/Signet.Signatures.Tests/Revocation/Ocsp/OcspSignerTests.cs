using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Ocsp;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using static Signet.Signatures.Tests.Revocation.Ocsp.OcspLab;

namespace Signet.Signatures.Tests.Revocation.Ocsp;

/// <summary>Who may answer: the issuer, or a responder with a certificate by that issuer for it (facts §2, attack C9).</summary>
public sealed class OcspSignerTests
{
    private const string NoCheck = "1.3.6.1.5.5.7.48.1.5";

    /// <summary>Another authority with another key and, in the second, the same name.</summary>
    private static readonly LabCertificate Stranger = PkiLab.Issue(LabRecipe.Authority("stranger.example.com"), null, slot: 7);
    private static readonly LabCertificate Namesake = PkiLab.Issue(Issuer.Recipe, null, slot: 7);

    public static TheoryData<string> GoodSigners => [.. GoodRows.Keys];

    private static Dictionary<string, LabOcsp> GoodRows { get; } = new()
    {
        ["issuer, by name"] = Direct,
        ["issuer, by key"] = Direct with { IsByKey = true },
        ["issuer, its certificate comes along"] = Direct with { Certificates = [Issuer.Certificate] },
        ["issuer, other certificates come along"] = Direct with { Certificates = [Stranger.Certificate, Responder.Certificate] },
        ["issuer, an explicit version 1"] = Direct with { Version = 0 },
        ["responder, by name"] = Delegated,
        ["responder, by key"] = Delegated with { IsByKey = true },
        ["responder, not the first certificate"] = Delegated with
        {
            Certificates = [Issuer.Certificate, Stranger.Certificate, Responder.Certificate],
        },
        ["responder, a namesake's certificate before"] = Delegated with
        {
            Certificates = [PkiLab.Issue(Responder.Recipe, Stranger).Certificate, Responder.Certificate],
        },
        ["responder with other purposes too"] = DelegatedTo(r => r with
        {
            Purposes = [LabPurposes.ServerAuth, LabPurposes.OcspSigning], IsPurposesCritical = true,
        }),
        ["responder without key usage"] = DelegatedTo(r => r with { KeyUsage = null }),
        ["responder with RSA"] = DelegatedTo(r => r with { Key = LabKeyKind.Rsa2048 }),
        ["responder with RSASSA-PSS"] = DelegatedTo(r => r with { Key = LabKeyKind.Rsa2048 }) with { IsSignedWithPss = true },
        ["responder, nocheck critical"] = DelegatedTo(r => r with { Extensions = [new(NoCheck, [5, 0], true)] }),
        ["responder valid since the response"] = DelegatedTo(r => r with { NotBefore = Direct.ProducedAt }),
        ["responder valid until now"] = DelegatedTo(r => r with { NotAfter = Now }),
        ["a nonce nobody asked for"] = Delegated with { Extensions = [new("1.3.6.1.5.5.7.48.1.2", [4, 1, 7], false)] },
    };

    public static TheoryData<string> WrongSigners => [.. WrongRows.Keys];

    private static Dictionary<string, (LabOcsp Response, string Message)> WrongRows { get; } = new()
    {
        ["no purpose"] = (DelegatedTo(r => r with { Purposes = null }), "id-kp-OCSPSigning is missing"),
        ["any purpose"] = (DelegatedTo(r => r with { Purposes = [LabPurposes.Any] }), "id-kp-OCSPSigning is missing"),
        ["another purpose"] = (DelegatedTo(r => r with { Purposes = [LabPurposes.CodeSigning] }), "id-kp-OCSPSigning is missing"),
        ["key usage of an authority"] = (
            DelegatedTo(r => r with { KeyUsage = X509KeyUsageFlags.KeyCertSign }), "lacks digitalSignature"),
        ["expired"] = (DelegatedTo(r => r with { NotAfter = Now.AddSeconds(-1) }), "not now, 2026-03-01 12:00:00 UTC"),
        ["not valid yet"] = (DelegatedTo(r => r with { NotBefore = Now.AddSeconds(1) }), "not now"),
        ["not valid when it signed"] = (
            DelegatedTo(r => r with { NotBefore = Direct.ProducedAt.AddSeconds(1) }), "not when the response was signed"),
        ["weak RSA key"] = (DelegatedTo(r => r with { Key = LabKeyKind.Rsa1024 }), "1024 bits is too small"),
        ["curve not known"] = (DelegatedTo(r => r with { Key = LabKeyKind.P224 }), "not supported"),
        ["by another authority"] = (DelegatedTo(r => r, Stranger), "is not by the issuer"),
        ["by an authority of the same name"] = (DelegatedTo(r => r, Namesake), "is not by the issuer"),
        ["by itself"] = (new() { Responder = PkiLab.Issue(LabOcsp.ResponderRecipe(), null) }, "is not by the issuer"),
        ["by a responder"] = (DelegatedTo(r => r with { CommonName = "second.example.com" }, Responder), "is not by the issuer"),
        ["certificate with a broken signature"] = (DelegatedTo(r => r with { HasBrokenSignature = true }), "is not by the issuer"),
        ["certificate signed with SHA-1"] = (DelegatedTo(r => r with { Hash = HashAlgorithmName.SHA1 }), "insecure"),
        ["a critical extension nobody knows"] = (
            DelegatedTo(r => r with { Extensions = [.. r.Extensions, new("2.999.1", [5, 0], true)] }), "critical extension 2.999.1"),
        ["vouches for itself"] = (
            new()
            {
                Responder = PkiLab.Issue(LabOcsp.ResponderRecipe() with { KeySlot = null }, Issuer, Leaf.KeySlot),
            },
            "cannot vouch for itself"),
        ["its certificate is missing"] = (Delegated with { Certificates = [] }, "did not come along"),
        ["only another's certificate"] = (Delegated with { Certificates = [Stranger.Certificate] }, "did not come along"),
        ["a certificate that is none"] = (
            Delegated with { Certificates = [MalformedCertificate()] }, "cannot be read"),
        ["issuer signs, a stranger is named"] = (Direct with { NamedResponder = Stranger.Certificate }, "did not come along"),
        ["issuer signs, a responder is named"] = (
            Direct with { NamedResponder = Responder.Certificate, Certificates = [Responder.Certificate] },
            "does not verify with the responder's key"),
        ["responder signs, the issuer is named"] = (
            Delegated with { NamedResponder = Issuer.Certificate }, "does not verify with the issuer's key"),
        ["stranger signs, the issuer is named"] = (
            new() { Responder = Stranger, NamedResponder = Issuer.Certificate, IsByKey = true }, "does not verify with the issuer's key"),
        ["an authority of the same name signs"] = (new() { Responder = Namesake }, "does not verify with the issuer's key"),
        ["issuer's signature broken"] = (Direct with { HasBrokenSignature = true }, "does not verify with the issuer's key"),
        ["responder's signature broken"] = (Delegated with { HasBrokenSignature = true }, "does not verify with the responder's key"),
        ["issuer signs with SHA-1"] = (Direct with { Hash = HashAlgorithmName.SHA1 }, "SHA-1 with ECDSA is insecure"),
        ["responder signs with SHA-1"] = (
            DelegatedTo(r => r with { Key = LabKeyKind.Rsa2048 }) with { Hash = HashAlgorithmName.SHA1 }, "SHA-1 with RSA is insecure"),
        ["responder signs with MD5"] = (
            DelegatedTo(r => r with { Key = LabKeyKind.Rsa2048 }) with { Hash = HashAlgorithmName.MD5 }, "MD5 with RSA is insecure"),
    };

    public static TheoryData<string> OtherIds => [.. IdRows.Keys];

    private static Dictionary<string, LabOcspId> IdRows { get; } = new()
    {
        ["serial number"] = Good.Id with { SerialNumber = new byte[] { 1, 2, 3 } },
        ["issuer name"] = Good.Id with { NameHash = LabOcspId.Of(Stranger.Certificate, Stranger.Certificate).NameHash },
        ["issuer key"] = Good.Id with { KeyHash = LabOcspId.Of(Namesake.Certificate, Namesake.Certificate).KeyHash },
        ["hash nobody knows"] = LabOcspId.Of(Leaf.Certificate, Issuer.Certificate, HashAlgorithmName.MD5),
        ["another hash than it says"] = Good.Id with { HashOid = "2.16.840.1.101.3.4.2.1" },
        ["issuer name cut short"] = Good.Id with { NameHash = Good.Id.NameHash[..19] },
        ["empty hashes"] = Good.Id with { NameHash = default, KeyHash = default },
    };

    [Theory]
    [MemberData(nameof(GoodSigners))]
    public void RightSigner_IsBelieved(string row)
    {
        var answer = Evaluate(GoodRows[row]);
        AssertGood(answer);
        Assert.Null(answer.ResponderToCheck);
        Assert.Equal(RevocationStatus.Revoked, Evaluate(GoodRows[row], Revoked).Status);
    }

    [Theory]
    [MemberData(nameof(WrongSigners))]
    public void C9_WrongSigner_IsNotAuthentic(string row)
    {
        var (response, message) = WrongRows[row];
        foreach (var answer in new[] { Good, Revoked })
        {
            AssertRefused(RevocationFailure.NotAuthentic, message, Evaluate(response, answer));
        }
    }

    [Theory]
    [InlineData("absent", false)]
    [InlineData("with a value that is not NULL", true)]
    public void WithoutNoCheck_TheRespondersOwnRevocationIsLeftToCheck(string row, bool isOdd)
    {
        var response = DelegatedTo(r => r with { Extensions = isOdd ? [new(NoCheck, [4, 0], false)] : [] });
        foreach (var (status, expected) in new[] { (Good, RevocationStatus.Good), (Revoked, RevocationStatus.Revoked) })
        {
            var answer = Evaluate(response, status);
            Assert.Equal(expected, answer.Status);
            Assert.True(answer.ResponderToCheck?.Equals(response.Responder!.Certificate), row);
        }
    }

    [Theory]
    [MemberData(nameof(OtherIds))]
    public void C9_AnswerAboutAnotherCertificate_IsRefused(string row)
    {
        foreach (var response in new[] { Direct, Delegated })
        {
            var answer = Evaluate(response, Good with { Id = IdRows[row] });
            AssertRefused(RevocationFailure.NotAuthentic, "about another certificate", answer);
        }
    }

    [Fact]
    public void C9_SerialNumberOfAnotherAuthority_IsNotThisCertificate()
    {
        // What notation's comparison of the serial number alone would take: the same responder, another issuer.
        var twin = PkiLab.Issue(
            Leaf.Recipe with { SerialNumber = Leaf.Certificate.SerialNumberBytes.ToArray() }, Stranger);
        var id = LabOcspId.Of(twin.Certificate, Stranger.Certificate);
        Assert.Equal(Good.Id.SerialNumber.ToArray(), id.SerialNumber.ToArray());
        AssertRefused(RevocationFailure.NotAuthentic, "about another certificate", Evaluate(Direct, Good with { Id = id }));
    }

    [Fact]
    public void C9_IntermediateWithTheOcspPurpose_CannotUndoItsOwnRevocation()
    {
        var intermediate = PkiLab.Issue(
            LabRecipe.Authority("intermediate.example.com") with
            {
                KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature,
                Purposes = [LabPurposes.OcspSigning],
                Extensions = [new(NoCheck, [5, 0], false)],
            },
            Issuer,
            slot: 3);
        var id = LabOcspId.Of(intermediate.Certificate, Issuer.Certificate);
        var der = new LabOcsp { Responder = intermediate }.Add(Good with { Id = id }).Sign(Issuer);
        AssertRefused(
            RevocationFailure.NotAuthentic,
            "cannot vouch for itself",
            OcspValidator.Evaluate(der, intermediate.Certificate, Issuer.Certificate, Now, null));
    }

    /// <summary>A keyUsage that is none: OpenSSL loads it, the rules call it malformed.</summary>
    private static X509Certificate2 MalformedCertificate() => PkiLab.Issue(
        LabRecipe.Leaf() with { KeyUsage = null, Extensions = [new X509Extension("2.5.29.15", [5, 0], false)] }, Issuer).Certificate;
}
