namespace Signet.Oci.Remote.Referrers;

/// <summary>One page of the referrers API.</summary>
/// <param name="Entries">Its entries, filtered.</param>
/// <param name="Next">The next page; null after the last.</param>
internal sealed record ReferrersPage(IReadOnlyList<Descriptor> Entries, Uri? Next);
