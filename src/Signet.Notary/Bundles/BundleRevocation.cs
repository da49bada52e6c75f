using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>The answers about revocation that a bundle carries, and how fresh they are.</summary>
/// <param name="Digest">Digest of the revocation bundle.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="ValidUntil">The earliest nextUpdate inside; null when nobody was to be asked.</param>
/// <param name="Answers">Each answer that the verdict rests on.</param>
public sealed record BundleRevocation(
    Digest Digest, long Size, DateTimeOffset? ValidUntil, IReadOnlyList<BundleAnswer> Answers);
