using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Crl;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.Signatures.Tests.Revocation.Crl;

/// <summary>One authority, one leaf, and the question whether lists revoke the leaf.</summary>
internal static class CrlLab
{
    public const string Url = "http://crl.example.com/ca.crl";
    public const string DeltaUrl = "http://crl.example.com/delta.crl";

    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly LabChain Chain = PkiLab.Chain(
        LabRecipe.Leaf().WithRevocation(crlUrls: [Url]), LabRecipe.Authority("root.example.com"));

    public static X509Certificate2 Leaf => Chain.Leaf.Certificate;

    public static LabCertificate Root => Chain.Root;

    /// <summary>A list with the leaf on it.</summary>
    public static LabCrl With(int? reason = null, DateTimeOffset? invalidityDate = null) =>
        new LabCrl().Revoke(LabCrlEntry.For(Leaf, reason) with { InvalidityDate = invalidityDate });

    /// <summary>A delta to the default list.</summary>
    public static LabCrl Delta { get; } = new() { Number = 2, DeltaOf = 1 };

    /// <summary>A delta with the leaf on it.</summary>
    public static LabCrl DeltaWith(int? reason = null, DateTimeOffset? invalidityDate = null) =>
        Delta.Revoke(LabCrlEntry.For(Leaf, reason) with { InvalidityDate = invalidityDate });

    public static CrlAnswer Ask(
        LabCrl list, LabCrl? delta = null, DateTimeOffset? signingTime = null, Func<CrlQuery, CrlQuery>? change = null) =>
        Ask(list.Sign(Root), delta?.Sign(Root), signingTime, change);

    public static CrlAnswer Ask(
        byte[] list, byte[]? delta = null, DateTimeOffset? signingTime = null, Func<CrlQuery, CrlQuery>? change = null)
    {
        var query = new CrlQuery
        {
            Certificate = Leaf,
            Issuer = Root.Certificate,
            DistributionPoint = new() { Addresses = [Url] },
            Now = Now,
            SigningTime = signingTime,
        };
        return CrlValidator.Evaluate(
            new CachedCrl(list, delta is null ? null : (ReadOnlyMemory<byte>?)delta), change is null ? query : change(query));
    }

    /// <summary>Status, or the failure when it is unknown, for the tables.</summary>
    public static string Outcome(CrlAnswer answer)
    {
        Assert.Equal(answer.Status == RevocationStatus.Unknown, answer.Failure is not null);
        Assert.NotEqual("", answer.Message);
        Assert.False(answer.Message.EndsWith('.'), answer.Message);
        return answer.Failure?.ToString() ?? answer.Status.ToString();
    }
}
