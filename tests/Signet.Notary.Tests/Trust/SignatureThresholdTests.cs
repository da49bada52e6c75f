using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using FsCheck;
using FsCheck.Fluent;
using Signet.Notary.Trust;
using Signet.TestKit.Pki;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust;

/// <summary>n signatures by distinct signers: a signer is an entry of trustedIdentities, and has a key of their own.</summary>
public sealed class SignatureThresholdTests
{
    private const string A = "x509.subject:C=US,ST=WA,O=A,CN=a";
    private const string B = "x509.subject:C=US,ST=WA,O=A,CN=b";
    private const string Unit = "x509.subject:C=US,ST=WA,O=A,OU=u";

    private static readonly ConcurrentDictionary<string, X509Certificate2> Leaves = new();

    [Theory]
    [InlineData("a1", 0)]
    [InlineData("a1 b2", 0, 1)]
    [InlineData("a1 a1 b2", 0, 2)]
    [InlineData("a1 a2", 0)]
    [InlineData("a1 b1", 0)]
    [InlineData("z1 b2", 1)]
    [InlineData("A1 b2", 1)]
    [InlineData("")]
    public void Each_identity_and_each_key_counts_once(string leaves, params int[] counted)
    {
        var count = Count([A, B], leaves);
        Assert.Equal(counted, count.Counted.Select(c => c.Index));
        Assert.Equal(counted.Length >= 2, count.IsMet);
    }

    [Fact]
    public void Certificate_that_matches_two_identities_counts_for_the_one_that_is_free()
    {
        // The first matches both, the second only CN=a: the first must count for the unit.
        var count = Count([A, Unit], "au1 a2");
        Assert.Equal([new(0, Unit), new(1, A)], count.Counted);
        Assert.Equal([new(0, A)], Count([A, Unit], "au1").Counted);
    }

    [Fact]
    public void Count_says_who_signed()
    {
        Assert.Equal(
            $"the policy requires 2 signatures by distinct trusted identities; 2 signatures hold, by one trusted identity ({A})",
            Count([A, B], "a1 a2").Message);
        Assert.Equal(
            "the policy requires 2 signatures by distinct trusted identities; 1 signature holds, none by a trusted identity",
            Count([A, B], "z1").Message);
    }

    [Fact]
    public void Identity_that_is_left_to_a_plugin_is_nobody() => Assert.Equal([0], Count([A, B, "other:a"], "a1 z2").Counted.Select(c => c.Index));

    [Fact]
    public void Count_is_the_largest_that_any_assignment_reaches()
    {
        string[] identities = [A, B, Unit, "x509.subject:C=US,ST=WA,O=A,L=l"];
        var gen = Gen.Elements("a1", "a2", "a3", "au1", "au2", "bu3", "b4", "bl4", "aul5", "z6", "u6", "l5").ListOf(6).Select(l => l.ToArray());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(gen.ToArbitrary(), leaves =>
        {
            var count = Count(identities, string.Join(' ', leaves));
            return count.Counted.Count == Best(leaves, [], [])
                && count.Counted.Select(c => c.Identity).Distinct().Count() == count.Counted.Count
                && count.Counted.Select(c => leaves[c.Index][^1]).Distinct().Count() == count.Counted.Count
                && count.Counted.All(c => Names(leaves[c.Index]).Contains(c.Identity));
        }));

        // Tries everything: each signature counts for nobody, or for one of its names that is free.
        int Best(string[] rest, HashSet<string> names, HashSet<char> keys) => rest.Length == 0 ? 0 : Math.Max(
            Best(rest[1..], names, keys),
            keys.Contains(rest[0][^1]) ? 0 : Names(rest[0]).Where(n => !names.Contains(n))
                .Select(n => 1 + Best(rest[1..], [.. names, n], [.. keys, rest[0][^1]])).DefaultIfEmpty().Max());

        IEnumerable<string> Names(string leaf) => identities.Where((_, i) => leaf[..^1].Contains("abul"[i], StringComparison.Ordinal));
    }

    private static ThresholdCount Count(string[] identities, string leaves) => SignatureThreshold.Count(
        ParseSignet(Statement($"\"trustedIdentities\":[{string.Join(',', identities.Select(i => $"\"{i}\""))}],\"requiredSignatures\":2")).Statements[0],
        [.. leaves.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Leaf)]);

    private static X509Certificate2 Leaf(string text) => Leaves.GetOrAdd(text, Issue);

    /// <summary>Letters are names (a, b: CN; u: OU; l: L; others a CN nobody trusts), the digit is the key.</summary>
    private static X509Certificate2 Issue(string text)
    {
        var subject = new List<(string, string)> { ("2.5.4.6", "US"), ("2.5.4.8", "WA"), ("2.5.4.10", "A") };
        subject.AddRange(text[..^1].Select(c => (c == 'u' ? "2.5.4.11" : c == 'l' ? "2.5.4.7" : "2.5.4.3", c.ToString())));
        return PkiLab.Issue(LabRecipe.Leaf() with { Subject = PkiLab.Name([.. subject]), KeySlot = text[^1] - '0' }, null).Certificate;
    }
}
