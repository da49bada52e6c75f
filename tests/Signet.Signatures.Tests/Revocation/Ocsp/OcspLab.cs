using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Ocsp;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.Signatures.Tests.Revocation.Ocsp;

/// <summary>One certificate, its issuer, a delegated responder, and answers about the certificate.</summary>
internal static class OcspLab
{
    /// <summary>A moment at which everything in the lab is valid.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly LabChain Chain = PkiLab.SigningChain(2, name: "ocsp");

    /// <summary>With <c>id-pkix-ocsp-nocheck</c>.</summary>
    public static readonly LabCertificate Responder = PkiLab.Issue(LabOcsp.ResponderRecipe(), Chain.Root);

    public static LabCertificate Leaf => Chain.Leaf;

    public static LabCertificate Issuer => Chain.Root;

    /// <summary>A good answer about the leaf.</summary>
    public static LabOcspAnswer Good { get; } = new() { Id = LabOcspId.Of(Leaf.Certificate, Issuer.Certificate) };

    /// <summary>A revoking answer about the leaf.</summary>
    public static LabOcspAnswer Revoked { get; } = Good with { Status = LabOcspStatus.Revoked };

    /// <summary>A response signed by the issuer itself.</summary>
    public static LabOcsp Direct { get; } = new();

    /// <summary>A response signed by the delegated responder.</summary>
    public static LabOcsp Delegated { get; } = new() { Responder = Responder };

    /// <summary>A responder whose certificate differs from the good one in one thing.</summary>
    public static LabOcsp DelegatedTo(Func<LabRecipe, LabRecipe> change, LabCertificate? issuer = null) =>
        new() { Responder = PkiLab.Issue(change(LabOcsp.ResponderRecipe()), issuer ?? Issuer) };

    /// <summary>What the library makes of a response with one answer.</summary>
    public static OcspAnswer Evaluate(
        LabOcsp response, LabOcspAnswer? answer = null, DateTimeOffset? now = null, DateTimeOffset? signingTime = null) =>
        Evaluate(response.Add(answer ?? Good).Sign(Issuer), now, signingTime);

    /// <summary>What the library makes of these bytes.</summary>
    public static OcspAnswer Evaluate(byte[] response, DateTimeOffset? now = null, DateTimeOffset? signingTime = null) =>
        OcspValidator.Evaluate(response, Leaf.Certificate, Issuer.Certificate, now ?? Now, signingTime);

    public static void AssertGood(OcspAnswer answer)
    {
        Assert.True(answer.Status == RevocationStatus.Good, answer.Message);
        Assert.Null(answer.Failure);
        Assert.False(answer.Message.EndsWith('.'));
    }

    public static void AssertRefused(RevocationFailure failure, string message, OcspAnswer answer)
    {
        Assert.Equal((RevocationStatus.Unknown, failure), (answer.Status, answer.Failure));
        Assert.Contains(message, answer.Message, StringComparison.Ordinal);
        Assert.False(answer.Message.EndsWith('.'));
        Assert.Null(answer.Revocation);
    }
}
