using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci.Repositories;

namespace Signet.Notary.Promotion;

/// <summary>
/// Takes an artifact with everything that belongs to it from one environment to the next: verified where it is, stamped with
/// the next environment's key, verified there, and only then named by its tag (docs/promotion.md).
/// </summary>
/// <remarks>
/// <code>
/// source tag, destination tag ─► (a) resolve both, once; from here on everything goes by digest
///   ─► (b) verify the graph at the source by its policy                  GraphVerifier
///   ─► (c) copy it by digest, referrers too, no tag                     GraphCopier
///   ─► (d) the source tag again: moved, refused (attack A11)
///   ─► (e) stamp with the destination's key, unless it has              Stamper
///   ─► (f) verify, attach the record of all this, sign it               RecordKeeper
///   ─► (g) verify the graph at the destination by its policy            GraphVerifier
///   ─► (h) both tags again; move the destination's, and read it back
/// </code>
/// Nothing before (h) shows under the tag, and nothing of (h) happens unless all before it did. Every stage can be repeated:
/// a promotion that was killed is completed by running it again. What it left and no tag reaches, <see cref="CleanAsync"/>
/// removes.
/// </remarks>
public sealed class Promoter
{
    private readonly TrustStore _trustStore;
    private readonly VerifierOptions _options;

    /// <summary>A promoter that verifies with these stores and options at both ends.</summary>
    public Promoter(TrustStore trustStore, VerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trustStore);
        _trustStore = trustStore;
        _options = options ?? new();
    }

    /// <summary>Promotes one artifact. Whatever happens, also that the caller gives up, becomes a result.</summary>
    public Task<PromotionResult> PromoteAsync(PromotionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new PromotionRun(request, _trustStore, _options).RunAsync(cancellationToken);
    }

    /// <summary>Finds out what a promotion would do. Nothing is written, and nothing is signed.</summary>
    /// <param name="request">The promotion.</param>
    /// <param name="isDestinationThere">False for a layout that does not exist yet; its repository is not asked then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Oci.OciException">One of the ends could not be read.</exception>
    public Task<PromotionPlan> PlanAsync(
        PromotionRequest request, bool isDestinationThere = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new PromotionPlanner(request, _trustStore, _options).PlanAsync(isDestinationThere, cancellationToken);
    }

    /// <summary>
    /// Removes from the destination what belongs to the source's artifact and no tag of the destination reaches: leftovers of
    /// promotions that did not come to their end. No promotion of the same artifact may be running.
    /// </summary>
    /// <param name="source">Where the artifact is.</param>
    /// <param name="reference">Its tag or digest there.</param>
    /// <param name="destination">Where to clean.</param>
    /// <param name="isDryRun">True to find out what would be removed, and to remove nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Oci.OciException">
    /// One of the ends could not be read to its end. Then it is not known what a tag reaches, and nothing was removed.
    /// </exception>
    public static Task<CleaningResult> CleanAsync(
        IRepository source,
        string reference,
        IRepository destination,
        bool isDryRun = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(reference);
        ArgumentNullException.ThrowIfNull(destination);
        return new PromotionCleaner(source, reference, destination, isDryRun).CleanAsync(cancellationToken);
    }
}
