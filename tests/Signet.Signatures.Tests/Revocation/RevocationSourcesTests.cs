using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Crl;
using Signet.TestKit;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.Signatures.Tests.Revocation;

/// <summary>Where certificates say that their revocation can be found out.</summary>
public sealed class RevocationSourcesTests
{
    private const string A = "http://a.example.com/";
    private const string B = "http://b.example.com/";

    [Fact]
    public void Nothing_IsEmpty() => Assert.True(Of().IsEmpty);

    [Fact]
    public void Addresses_KeepTheirOrderAndComeOnce()
    {
        var sources = RevocationSources.Of(PkiLab.Chain(
            LabRecipe.Leaf().WithRevocation([B, A, B], [B, A, B], [B, A, B])).Leaf.Certificate);
        Assert.Equal([B, A], sources.OcspAddresses);
        Assert.Equal([B, A], sources.DistributionPoints.SelectMany(p => p.Addresses));
        Assert.Equal([B, A], sources.DeltaAddresses);
        Assert.Null(sources.Fault);
        Assert.False(sources.IsEmpty);
    }

    [Fact]
    public void Point_TellsReasonsAddressesAndIndirection()
    {
        var points = Of(LabExtensions.CrlDistributionPoints(
            new LabCrlPoint(A, B, A) { Reasons = 0b10 },
            new LabCrlPoint(A) { HasCrlIssuer = true },
            new LabCrlPoint { IsRelative = true },
            new LabCrlPoint(A, B) { Reasons = 0b100 })).DistributionPoints;
        Assert.Equal([A, B], points[0].Addresses);
        Assert.Equal(
            [CrlReasons.KeyCompromise, CrlReasons.All, CrlReasons.All, CrlReasons.AuthorityCompromise], points.Select(p => p.Reasons));
        Assert.Equal([false, true, false, false], points.Select(p => p.IsIndirect));
        Assert.Empty(points[2].Addresses);
    }

    [Fact]
    public void OtherServices_AreNoResponders()
    {
        var sources = Of(LabExtensions.InfoAccess(("1.3.6.1.5.5.7.48.2", A)));
        Assert.True(sources.IsEmpty);
        Assert.Equal([B], Of(LabExtensions.InfoAccess(("1.3.6.1.5.5.7.48.2", A), (CertificateOids.OcspAccess, B))).OcspAddresses);
    }

    [Fact]
    public void C10_SurplusAddresses_AreNotAsked()
    {
        string[] many = [.. Enumerable.Range(0, 200).Select(i => $"{A}{i}")];
        var sources = RevocationSources.Of(PkiLab.Chain(LabRecipe.Leaf().WithRevocation(many, many, many)).Leaf.Certificate);
        Assert.Equal(many[..SignatureLimits.RevocationAddresses], sources.OcspAddresses);
        Assert.Equal(many[..SignatureLimits.RevocationAddresses], sources.DistributionPoints.SelectMany(p => p.Addresses));
        Assert.Equal(many[..SignatureLimits.RevocationAddresses], sources.DeltaAddresses);
        var one = Of(LabExtensions.CrlDistributionPoints(new LabCrlPoint(many)));
        Assert.Equal(many[..SignatureLimits.RevocationAddresses], one.DistributionPoints.Single().Addresses);
    }

    [Theory]
    [InlineData(CertificateOids.AuthorityInfoAccess, "0500")]
    [InlineData(CertificateOids.AuthorityInfoAccess, "3000ff")]
    [InlineData(CertificateOids.AuthorityInfoAccess, "300c300a06082b06010505073001")]
    // OCSP by directoryName; a URI with a byte above 127.
    [InlineData(CertificateOids.AuthorityInfoAccess, "3010300e06082b06010505073001a4023000")]
    [InlineData(CertificateOids.AuthorityInfoAccess, "300f300d06082b060105050730018601ff")]
    [InlineData(CertificateOids.CrlDistributionPoints, "")]
    [InlineData(CertificateOids.CrlDistributionPoints, "3000")]
    [InlineData(CertificateOids.CrlDistributionPoints, "30800000")]
    [InlineData(CertificateOids.CrlDistributionPoints, "30043002a000")]
    [InlineData(CertificateOids.CrlDistributionPoints, "300b3009a007a0058603616263ff")]
    [InlineData(CertificateOids.FreshestCrl, "0500")]
    public void MalformedExtension_IsAFaultAndNotNothing(string oid, string hex)
    {
        var sources = Of(new X509Extension(oid, Convert.FromHexString(hex), false));
        Assert.NotNull(sources.Fault);
        Assert.False(sources.IsEmpty);
    }

    [Fact]
    public void DeltaWithoutList_IsAFault() => Assert.NotNull(Of(LabExtensions.FreshestCrl(new LabCrlPoint(A))).Fault);

    [Fact]
    public void ListWithoutAddress_IsNotNothing()
    {
        var sources = Of(LabExtensions.CrlDistributionPoints(new LabCrlPoint { IsRelative = true }));
        Assert.False(sources.IsEmpty);
        Assert.Empty(Assert.Single(sources.DistributionPoints).Addresses);
    }

    /// <summary>
    /// freshestCRL as EJBCA and others write it. notation fails on the first two faults too; of a certificate without an
    /// address it says only later that a delta is missing.
    /// </summary>
    [Theory]
    [InlineData("certificateWithDeltaCRL", 1, true)]
    [InlineData("certificateWith2DeltaCRL", 1, true)]
    [InlineData("certificateWithIncompleteFreshestCRL", 0, false)]
    [InlineData("certificateWithIncompleteFreshestCRL2", 0, false)]
    [InlineData("certificateWithNonURIDeltaCRL", 0, false)]
    [InlineData("certificateWithZeroDeltaCRLURL", 0, false)]
    public void Vectors_FreshestCrl(string name, int count, bool isGood)
    {
        Vectors.SkipUnlessPresent();
        using var certificate = X509Certificate2.CreateFromPem(
            System.Text.Encoding.ASCII.GetString(Vectors.Read($"notation-core-go/revocation/crl/testdata/{name}.cer")));
        var sources = RevocationSources.Of(certificate);
        Assert.Equal(count, sources.DeltaAddresses.Count);
        Assert.Equal(isGood, sources.Fault is null);
    }

    [Fact]
    public void DamagedExtensions_NeverThrowAndNeverVanish()
    {
        var extensions = PkiLab.Chain(LabRecipe.Leaf().WithRevocation([A], [A, B], [B])).Leaf.Certificate.Extensions;
        foreach (var extension in extensions.Where(e => e.Oid!.Value is LabExtensions.AuthorityInfoAccess
            or LabExtensions.DistributionPoints or LabExtensions.Freshest))
        {
            var bytes = extension.RawData;
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] ^= (byte)(1 << (i % 8));
                var sources = Of(new X509Extension(extension.Oid!, bytes, false));
                bytes[i] ^= (byte)(1 << (i % 8));
                // Damage can turn a responder into another service, which is none of ours.
                Assert.True(!sources.IsEmpty || extension.Oid!.Value == LabExtensions.AuthorityInfoAccess, $"{extension.Oid!.Value} {i}");
            }
        }
    }

    private static RevocationSources Of(params X509Extension[] extensions) =>
        RevocationSources.Of(PkiLab.Chain(LabRecipe.Leaf() with { Extensions = extensions }).Leaf.Certificate);
}
