using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Oci.Repositories;
using Signet.Signatures;

namespace Signet.Notary.Verification;

/// <summary>
/// The candidates of one listing that will be looked at, bounded: junk in any number in front of a good signature does
/// not hide it, because those that claim a trusted certificate come first (attack A8), and memory does not grow with
/// the listing (attack A1).
/// </summary>
internal sealed class CandidateList
{
    private readonly List<Candidate> _claiming = [];
    private readonly List<Candidate> _others = [];
    private readonly HashSet<Digest> _seen = [];

    private CandidateList()
    {
    }

    /// <summary>The candidates in the order to look at them.</summary>
    public IReadOnlyList<Candidate> InOrder { get; private set; } = [];

    /// <summary>Distinct manifests listed.</summary>
    public int Listed { get; private set; }

    /// <summary>Why the listing is not complete; null when it is.</summary>
    public OciException? Failure { get; private set; }

    /// <summary>Manifests that are not looked at because the limit was reached.</summary>
    public bool IsLimited => InOrder.Count < Listed || StoppedEarly;

    /// <summary>True when the listing was left because more than enough candidates had come.</summary>
    private bool StoppedEarly { get; set; }

    /// <summary>
    /// Lists and sorts. The first request goes out at once; <paramref name="trustedThumbprints"/> is waited for only
    /// when its answer is there.
    /// </summary>
    public static async Task<CandidateList> CollectAsync(
        IRepository repository,
        Digest artifact,
        Task<IReadOnlySet<string>> trustedThumbprints,
        int maxSignatures,
        Deadline deadline)
    {
        var list = new CandidateList();
        try
        {
            await foreach (var manifest in repository.ListReferrersAsync(
                artifact, NotaryMediaTypes.Signature, deadline.Token))
            {
                list.Add(manifest, await trustedThumbprints, maxSignatures);
                if (list._claiming.Count > maxSignatures)
                {
                    list.StoppedEarly = true;
                    break;
                }
            }
        }
        catch (OciException e)
        {
            list.Failure = e;
        }
        catch (OperationCanceledException) when (deadline.EndedWork)
        {
            list.Failure = deadline.Failure;
        }

        list.InOrder = [.. list._claiming.Concat(list._others).Take(maxSignatures)];
        return list;
    }

    private void Add(Descriptor manifest, IReadOnlySet<string> trustedThumbprints, int maxSignatures)
    {
        if (!_seen.Add(manifest.Digest))
        {
            return;
        }

        var claims = ThumbprintAnnotation.NamesAnyOf(manifest, trustedThumbprints);
        var kept = claims ? _claiming : _others;
        if (claims || kept.Count < maxSignatures)
        {
            kept.Add(new(manifest, Listed, claims));
        }

        Listed++;
    }
}
