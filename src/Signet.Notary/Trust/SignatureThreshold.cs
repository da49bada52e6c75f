using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Notary.Trust;

/// <summary>
/// Counts valid signatures by distinct signers, for statements that require more than one.
/// </summary>
/// <remarks>
/// A signer is one <c>x509.subject</c> entry of the statement's trustedIdentities: the policy's author says who counts as
/// one. Each entry counts once, however many certificates match it, and each key counts once, whatever names it has been
/// certified under. So neither one person with two certificates nor one key with two names can meet a threshold of two.
/// Where a certificate matches several entries, it counts for the one that lets the most signatures count. Identities
/// that are left to plugins are nobody here, because a plugin does not say which of them it saw.
/// </remarks>
public static class SignatureThreshold
{
    /// <summary>Counts.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="leaves">
    /// Signing certificates of the signatures that met everything else that the statement asks, in the order in which they
    /// were found; one certificate may occur several times.
    /// </param>
    public static ThresholdCount Count(TrustPolicyStatement statement, IReadOnlyList<X509Certificate2> leaves)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(leaves);
        var identities = statement.TrustedIdentities
            .Select(i => (Text: i, Name: TrustedIdentityRules.X509SubjectOf(i)))
            .Where(i => i.Name is not null)
            .ToArray();

        // Signatures by one key are one: their certificates' names are pooled.
        var signatures = leaves.Select((leaf, i) => (Index: i, Leaf: leaf, Key: KeyOf(leaf))).ToArray();
        var keys = signatures.GroupBy(s => s.Key).Select(g => g.ToArray()).ToArray();
        var matches = keys
            .Select(group => Enumerable.Range(0, identities.Length)
                .Where(i => group.Any(s => Matches(identities[i].Name!, s.Leaf)))
                .ToArray())
            .ToArray();
        var keyOf = Assign(matches, identities.Length);

        var counted = new List<CountedSignature>();
        for (var i = 0; i < identities.Length; i++)
        {
            if (keyOf[i] is { } key)
            {
                var signature = keys[key].First(s => Matches(identities[i].Name!, s.Leaf));
                counted.Add(new(signature.Index, identities[i].Text));
            }
        }

        counted.Sort((a, b) => a.Index.CompareTo(b.Index));
        return new(statement.Requirements.RequiredSignatures, counted, leaves.Count);
    }

    /// <summary>
    /// Gives as many keys as possible an identity of their own: augmenting paths. Both numbers are small (signatures of
    /// one artifact, identities of one statement).
    /// </summary>
    private static int?[] Assign(int[][] matches, int identities)
    {
        var keyOf = new int?[identities];
        for (var key = 0; key < matches.Length; key++)
        {
            TryAssign(key, matches, keyOf, new bool[identities]);
        }

        return keyOf;
    }

    private static bool TryAssign(int key, int[][] matches, int?[] keyOf, bool[] visited)
    {
        foreach (var identity in matches[key])
        {
            if (visited[identity])
            {
                continue;
            }

            visited[identity] = true;
            if (keyOf[identity] is not { } other || TryAssign(other, matches, keyOf, visited))
            {
                keyOf[identity] = key;
                return true;
            }
        }

        return false;
    }

    private static bool Matches(DistinguishedName name, X509Certificate2 leaf)
    {
        try
        {
            return name.Matches(leaf.SubjectName);
        }
        catch (FormatException)
        {
            // A subject that cannot be read is nobody's.
            return false;
        }
    }

    private static string KeyOf(X509Certificate2 leaf) => Convert.ToHexString(SHA256.HashData(leaf.GetPublicKey()));
}
