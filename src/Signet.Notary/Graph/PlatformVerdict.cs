using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Graph;

/// <summary>What somebody gets who takes one platform of an index.</summary>
/// <param name="Wanted">The platform that was asked for.</param>
/// <param name="Manifest">The manifest they get: the first entry that matches.</param>
/// <param name="ThroughIndex">The verdict when they verify the index and take its entry.</param>
/// <param name="ByDigest">
/// The verdict when they know nothing but the manifest's digest: then only its own signatures are seen.
/// </param>
public sealed record PlatformVerdict(Platform Wanted, Descriptor Manifest, VerdictKind ThroughIndex, VerdictKind ByDigest);
