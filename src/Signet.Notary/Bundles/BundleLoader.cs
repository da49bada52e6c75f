using Signet.Oci.Graph;
using Signet.Oci.Repositories;

namespace Signet.Notary.Bundles;

/// <summary>Brings the graph of a verified bundle into a registry or layout.</summary>
public static class BundleLoader
{
    /// <summary>Copies exactly what was verified; its tags move last.</summary>
    /// <param name="verdict">The verdict about the bundle, which must be accepted.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="tags">Tags of the root there; none to have it by digest only.</param>
    /// <param name="keepsBundle">True to copy the bundle's manifest with statement, policy and signature too, before the graph.</param>
    /// <param name="options">Concurrency and progress.</param>
    /// <param name="cancellationToken">Ends it before any tag has moved.</param>
    /// <exception cref="InvalidOperationException">The bundle was not accepted.</exception>
    /// <exception cref="Signet.Oci.OciException">The copy failed, or the file is not what it was when it was verified; no tag has moved.</exception>
    public static async Task<CopyResult> LoadAsync(
        BundleVerdict verdict,
        IRepository destination,
        IReadOnlyList<string> tags,
        bool keepsBundle = false,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (!verdict.IsAccepted || verdict.Graph?.Graph is not { } graph)
        {
            throw new InvalidOperationException("a bundle that was not accepted is not loaded");
        }

        if (keepsBundle)
        {
            await WalkedCopy.RunAsync(verdict.Repository!, verdict.Parts!, [], destination, options, cancellationToken);
        }

        return await WalkedCopy.RunAsync(
            verdict.Repository!, graph, [new CopyRoot(graph.Roots[0].Descriptor, tags)], destination, options, cancellationToken);
    }
}
