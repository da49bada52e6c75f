using Signet.Oci;

namespace Signet.Cli.Commands.References;

/// <summary>A manifest with those that refer to it.</summary>
/// <param name="Descriptor">The manifest, as the repository lists it.</param>
/// <param name="Referrers">What refers to it, in the repository's order.</param>
internal sealed record ReferrerNode(Descriptor Descriptor, List<ReferrerNode> Referrers);
