using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Trust;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Trust;

public sealed class TrustedChainTests : IDisposable
{
    private readonly TempConfig _config = new();
    private readonly LabChain _chain = PkiLab.SigningChain(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _config.Dispose();

    /// <summary>(members of the chain given, in this order, leaf is 0; members in the store)</summary>
    public static TheoryData<string, int[], int[]> Complete => new()
    {
        { "whole chain", [0, 1, 2, 3], [3] },
        { "any order, twice", [3, 1, 0, 0, 2], [3] },
        { "without the root", [0, 1, 2], [3] },
        { "leaf alone", [0], [1, 2, 3] },
        { "intermediates half here, half there", [0, 2], [1, 3] },
    };

    /// <summary>The same; no chain comes of it.</summary>
    public static TheoryData<string, int[], int[]> Refused => new()
    {
        { "an empty machine", [0, 1, 2, 3], [] },
        { "an intermediate is missing", [0, 1], [3] },
        { "trusted below the root only: anybody can stand above", [0, 1, 2, 3], [1] },
    };

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Chains_are_completed_from_files_and_stores(string name, int[] given, int[] trusted)
    {
        Assert.NotEmpty(name);
        Trust(TrustStoreType.Ca, Members(trusted));

        var chain = Assert.Single(await FindAsync(given));

        Assert.Equal(CertificatePurpose.CodeSigning, chain.Purpose);
        Assert.Equal(_chain.Certificates.Select(c => c.Thumbprint), chain.Certificates.Select(c => c.Thumbprint));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task C9_a_stranger_s_certificate_is_refused_with_the_remedy(string name, int[] given, int[] trusted)
    {
        Assert.NotEmpty(name);
        Trust(TrustStoreType.Ca, Members(trusted));

        var refusal = await Assert.ThrowsAsync<TrustStoreException>(() => FindAsync(given));

        Assert.Contains("signet cert add --type ca --store <name> <root.crt>", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrustStoreType.Ca, false)]
    [InlineData(TrustStoreType.SigningAuthority, false)]
    [InlineData(TrustStoreType.Tsa, true)]
    public async Task A_timestamping_authority_is_backed_by_stores_of_its_type_only(TrustStoreType type, bool isBacked)
    {
        var tsa = PkiLab.TimestampChain(3);
        Trust(type, tsa.Root.Certificate);
        var finding = TrustedChain.FindAsync(new TrustStore(_config.Directories), tsa.Certificates, Token);

        if (isBacked)
        {
            Assert.Equal(CertificatePurpose.Timestamping, Assert.Single(await finding).Purpose);
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<TrustStoreException>(() => finding);
            Assert.Contains("signet cert add --type tsa", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Authorities_alone_are_not_what_is_asked_about()
    {
        Trust(TrustStoreType.Ca, Members(3));

        var refusal = await Assert.ThrowsAsync<TrustStoreException>(() => FindAsync([1, 2, 3]));

        Assert.Contains("certificates of authorities only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_breaks_the_rules_is_not_asked_about()
    {
        var broken = PkiLab.Issue(LabRecipe.Leaf() with { Purposes = [LabPurposes.ServerAuth] }, _chain.Root, slot: 5);
        Trust(TrustStoreType.Ca, Members(3));

        await Assert.ThrowsAsync<TrustStoreException>(() => TrustedChain.FindAsync(
            new TrustStore(_config.Directories), [broken.Certificate], Token));
    }

    [Fact]
    public async Task C4_cross_signed_authorities_lead_neither_in_circles_nor_astray()
    {
        // One key and name, signed by itself, by a stranger, and by each other.
        var recipe = LabRecipe.Authority("cross.example.com") with { KeySlot = 20 };
        var other = LabRecipe.Authority("other.example.com") with { KeySlot = 21 };
        var cross = PkiLab.Issue(recipe, null);
        var stranger = PkiLab.Issue(other, null);
        X509Certificate2[] given =
        [
            PkiLab.Issue(recipe, stranger).Certificate,
            PkiLab.Issue(other, cross).Certificate,
            stranger.Certificate,
            PkiLab.Issue(LabRecipe.Leaf(), cross, slot: 5).Certificate,
        ];
        Trust(TrustStoreType.Ca, cross.Certificate);

        var chain = Assert.Single(await TrustedChain.FindAsync(new TrustStore(_config.Directories), given, Token));

        Assert.Equal(cross.Certificate.Thumbprint, chain.Certificates[^1].Thumbprint);
    }

    private void Trust(TrustStoreType type, params X509Certificate2[] certificates)
    {
        if (certificates.Length > 0)
        {
            var folder = new TrustStore(_config.Directories).GetDirectory(new TrustStoreName(type, "test"));
            _config.Write(Path.Combine(folder, "trusted.crt"), CertificateFile.WritePem(certificates));
        }
    }

    private X509Certificate2[] Members(params int[] indices) => [.. indices.Select(i => _chain.Members[i].Certificate)];

    private Task<IReadOnlyList<TrustedChain>> FindAsync(int[] given) =>
        TrustedChain.FindAsync(new TrustStore(_config.Directories), Members(given), Token);
}
