using Signet.Oci;

namespace Signet.Notary.Promotion;

/// <summary>What may go.</summary>
/// <param name="Manifests">Manifests, each before everything it names, so that none is ever without something it names.</param>
/// <param name="Blobs">Blobs of a layout that nothing names any more then.</param>
/// <param name="Kept">Manifests of the graph that stay.</param>
internal sealed record Leftovers(IReadOnlyList<StagedContent> Manifests, IReadOnlyList<Descriptor> Blobs, int Kept);
