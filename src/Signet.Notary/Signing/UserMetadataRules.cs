using Signet.Oci;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Signing;

/// <summary>Which metadata can be signed with an artifact or a blob (signature-specification.md, "Payload").</summary>
internal static class UserMetadataRules
{
    /// <summary>Prefix of metadata keys that are the Notary Project's own.</summary>
    private const string ReservedPrefix = "io.cncf.notary";

    /// <exception cref="SigningException">A key is empty or reserved.</exception>
    public static void CheckKeys(IReadOnlyDictionary<string, string> userMetadata)
    {
        foreach (var key in userMetadata.Keys)
        {
            if (key.Length == 0)
            {
                throw new SigningException("error adding user metadata: a metadata key must not be empty");
            }

            if (key.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                throw new SigningException(
                    $"error adding user metadata: metadata key {key} has reserved prefix {ReservedPrefix}");
            }
        }
    }

    /// <exception cref="SigningException">The artifact has an annotation of the same name.</exception>
    public static void CheckClash(IReadOnlyDictionary<string, string> userMetadata, Descriptor artifact)
    {
        var clash = userMetadata.Keys.FirstOrDefault(k => artifact.Annotations?.ContainsKey(k) == true);
        if (clash is not null)
        {
            throw new SigningException(
                $"error adding user metadata: metadata key {clash} is already present in the target artifact");
        }
    }
}
