using System.Security.Cryptography.X509Certificates;
using Signet.Plugins.Signing;
using Signet.TestKit.Pki;

namespace Signet.Plugins.Tests.Signing;

public sealed class ChainTests
{
    private static readonly LabChain Chain = PkiLab.SigningChain(4);

    private static readonly LabChain Stranger = PkiLab.SigningChain(3, name: "stranger");

    [Theory]
    [InlineData("in order", 0, 1, 2, 3)]
    [InlineData("root first", 3, 2, 1, 0)]
    [InlineData("without the leaf", 2, 3, 1)]
    [InlineData("some twice", 1, 1, 2, 0, 3, 2, 3)]
    public void The_order_of_the_given_does_not_matter(string row, params int[] given)
    {
        Assert.NotEmpty(row);
        AssertChain(Chain, [.. Chain.Pick(given).Certificates, .. Stranger.Certificates]);
        AssertChain(Chain, [.. Stranger.Certificates, .. Chain.Pick(given).Certificates]);
    }

    [Fact]
    public void A_certificate_that_signs_itself_is_a_chain() => AssertChain(PkiLab.SigningChain(1), []);

    [Theory]
    [InlineData("no issuer", "CN=intermediate2.signer.example.com", 0)]
    [InlineData("a gap", "CN=intermediate1.signer.example.com", 0, 1, 3)]
    [InlineData("no root", "CN=root.signer.example.com", 0, 1, 2)]
    public void A_missing_issuer_is_named(string row, string name, params int[] given)
    {
        Assert.NotEmpty(row);
        Expect.Failure(PluginErrorCode.Validation, name, () => Build(Chain, [.. Chain.Pick(given).Certificates, .. Stranger.Certificates]));
    }

    /// <summary>An authority that was renewed under the same name: only the one whose key signed is the issuer.</summary>
    [Fact]
    public void A_namesake_is_no_issuer()
    {
        var recipe = LabRecipe.Authority("ca.example.com");
        var (old, renewed) = (PkiLab.Issue(recipe, null, slot: 1), PkiLab.Issue(recipe, null, slot: 2));
        var leaf = PkiLab.Issue(LabRecipe.Leaf(), renewed);

        AssertChain(PkiLab.ChainOf(leaf, renewed), [old.Certificate, renewed.Certificate]);
        Expect.Failure(PluginErrorCode.Validation, "a certificate of that name is there", () => Build(PkiLab.ChainOf(leaf), [old.Certificate]));
    }

    [Fact]
    public void A_key_identifier_that_differs_is_no_issuer()
    {
        var root = PkiLab.Issue(LabRecipe.Authority("ca.example.com") with { Extensions = [new X509SubjectKeyIdentifierExtension([1, 2], false)] }, null, slot: 1);
        LabCertificate Leaf(byte id) => PkiLab.Issue(
            LabRecipe.Leaf() with { Extensions = [X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier([1, id])] }, root);

        AssertChain(PkiLab.ChainOf(Leaf(2), root), [root.Certificate]);
        Expect.Failure(PluginErrorCode.Validation, "key identifier 0103", () => Build(PkiLab.ChainOf(Leaf(3)), [root.Certificate]));
    }

    /// <summary>One key certified by itself and by another authority: the way that ends in a root is found.</summary>
    [Fact]
    public void Of_two_ways_the_one_with_a_root_is_taken()
    {
        var other = PkiLab.Issue(LabRecipe.Authority("other.example.com"), null, slot: 3);
        var root = PkiLab.Issue(LabRecipe.Authority("ca.example.com"), null, slot: 1);
        var crossed = PkiLab.Issue(LabRecipe.Authority("ca.example.com"), other, slot: 1);
        var leaf = PkiLab.Issue(LabRecipe.Leaf(), root);

        AssertChain(PkiLab.ChainOf(leaf, root), [crossed.Certificate, root.Certificate]);
        AssertChain(PkiLab.ChainOf(leaf, crossed, other), [crossed.Certificate, other.Certificate]);
        AssertChain(PkiLab.ChainOf(leaf, root), [other.Certificate, crossed.Certificate, root.Certificate]);
    }

    [Fact]
    public void Authorities_that_certify_each_other_end_in_an_error()
    {
        var (a, b) = (LabRecipe.Authority("a.example.com"), LabRecipe.Authority("b.example.com"));
        var rootA = PkiLab.Issue(a, null, slot: 1);
        var byA = PkiLab.Issue(b, rootA, slot: 2);
        var byB = PkiLab.Issue(a, byA, slot: 1);
        var leaf = PkiLab.Issue(LabRecipe.Leaf(), byB);

        Expect.Failure(PluginErrorCode.Validation, "incomplete", () => Build(PkiLab.ChainOf(leaf), [byA.Certificate, byB.Certificate]));
    }

    [Theory]
    [InlineData("broken signature")]
    [InlineData("no authority")]
    public void An_issuer_must_be_one(string row)
    {
        var recipes = PkiLab.SigningRecipes();
        recipes[row == "no authority" ? 1 : 0] = row == "no authority"
            ? recipes[1] with { IsAuthority = false }
            : recipes[0] with { HasBrokenSignature = true };
        var chain = PkiLab.Chain(recipes);

        Expect.Failure(PluginErrorCode.Validation, "a certificate of that name is there", () => Build(chain, chain.Certificates));
    }

    [Theory]
    [InlineData(LabKeyKind.Rsa2048, false)]
    [InlineData(LabKeyKind.Rsa2048, true)]
    [InlineData(LabKeyKind.P384, false)]
    public void Every_way_an_authority_signs_is_known(LabKeyKind key, bool isPss)
    {
        foreach (var hash in new[] { "SHA256", "SHA384", "SHA512" })
        {
            var root = PkiLab.Issue(LabRecipe.Authority("ca.example.com") with { Key = key, IsSignedWithPss = isPss, Hash = new(hash) }, null, slot: 1);
            AssertChain(PkiLab.ChainOf(PkiLab.Issue(LabRecipe.Leaf() with { IsSignedWithPss = isPss, Hash = new(hash) }, root), root), [root.Certificate]);
        }
    }

    [Fact]
    public void A_chain_that_is_too_long_is_refused() =>
        Expect.Failure(PluginErrorCode.Validation, "longer than 16", () =>
        {
            var chain = PkiLab.SigningChain(17);
            Build(chain, chain.Certificates);
        });

    [Fact]
    public void A_bundle_made_to_waste_time_is_refused()
    {
        var issuers = Enumerable.Range(0, PluginLimits.IssuerChecks + 1).Select(_ => PkiLab.Issue(LabRecipe.Authority("ca.example.com"), null, slot: 1));
        var leaf = PkiLab.Issue(LabRecipe.Leaf() with { HasBrokenSignature = true }, PkiLab.Issue(LabRecipe.Authority("ca.example.com"), null, slot: 1));

        Expect.Failure(PluginErrorCode.Validation, "could be issuers", () => Build(PkiLab.ChainOf(leaf), [.. issuers.Select(i => i.Certificate)]));
    }

    [Fact]
    public void The_leaf_is_the_only_one_that_is_no_authority()
    {
        Assert.Equal(Chain.Leaf.Certificate, CertificateChainBuilder.FindLeaf(Chain.Pick(2, 3, 0, 1, 0).Certificates));
        Assert.Equal(Chain.Root.Certificate, CertificateChainBuilder.FindLeaf([Chain.Root.Certificate]));
        Expect.Failure(PluginErrorCode.Validation, "is not among the 3", () => CertificateChainBuilder.FindLeaf(Chain.Pick(1, 2, 3).Certificates));
        Expect.Failure(
            PluginErrorCode.Validation, "CN=stranger.example.com", () => CertificateChainBuilder.FindLeaf([.. Chain.Certificates, Stranger.Leaf.Certificate]));
    }

    [Fact]
    public void The_leaf_is_found_by_its_key()
    {
        var key = Stranger.Leaf.Certificate.PublicKey.ExportSubjectPublicKeyInfo();
        var other = PkiLab.Issue(LabRecipe.Leaf() with { KeySlot = 9 }, null);

        Assert.Equal(Stranger.Leaf.Certificate, CertificateChainBuilder.FindLeaf([other.Certificate, Stranger.Leaf.Certificate, Stranger.Root.Certificate], key));
        Expect.Failure(PluginErrorCode.Validation, "for the key is not among", () => CertificateChainBuilder.FindLeaf([other.Certificate], key));
    }

    [Fact]
    public async Task Files_are_read_as_PEM_or_DER_within_limits()
    {
        var token = TestContext.Current.CancellationToken;
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Chain.KeyPem + Chain.ChainPem, token);
            Assert.Equal(4, (await CertificateFile.ReadAsync(file, token)).Count);

            await File.WriteAllBytesAsync(file, Chain.Leaf.Der.ToArray(), token);
            Assert.Equal(Chain.Leaf.Certificate, Assert.Single(await CertificateFile.ReadAsync(file, token)));

            foreach (var content in new[] { "", "no certificate", "0", "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n" })
            {
                await File.WriteAllTextAsync(file, content, token);
                await Expect.FailureAsync(PluginErrorCode.Validation, file, () => CertificateFile.ReadAsync(file, token));
            }

            await File.WriteAllBytesAsync(file, new byte[PluginLimits.CertificateFileBytes + 1], token);
            await Expect.FailureAsync(PluginErrorCode.Validation, "is larger than", () => CertificateFile.ReadAsync(file, token));
            await Expect.FailureAsync(PluginErrorCode.Validation, "cannot be read", () => CertificateFile.ReadAsync(file + ".absent", token));
            await Expect.FailureAsync(PluginErrorCode.AccessDenied, "may not be read", () => CertificateFile.ReadAsync(Path.GetTempPath(), token));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Build(LabChain chain, IReadOnlyList<X509Certificate2> given) =>
        CertificateChainBuilder.Build(chain.Leaf.Certificate, given);

    private static void AssertChain(LabChain expected, IReadOnlyList<X509Certificate2> given) =>
        Assert.Equal(
            expected.Certificates.Select(c => c.Thumbprint),
            Build(expected, given).Select(der => X509CertificateLoader.LoadCertificate(der.Span).Thumbprint));
}
