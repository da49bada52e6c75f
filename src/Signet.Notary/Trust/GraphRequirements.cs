namespace Signet.Notary.Trust;

/// <summary>
/// Which parts of an artifact's graph must be signed themselves (docs/graph.md): the member <c>graph</c> of a statement of
/// version <c>signet/1.0</c>. It is asked only where a whole graph is verified.
/// </summary>
public sealed record GraphRequirements
{
    /// <summary>
    /// What holds when a statement says nothing: platforms are covered by their index, and everything else must be signed.
    /// </summary>
    public static GraphRequirements Standard { get; } = new();

    /// <summary>What vouches for the platforms of an index.</summary>
    public PlatformRule Platforms { get; init; } = PlatformRule.Index;

    /// <summary>The rule for referrers that no entry of <see cref="Referrers"/> is for.</summary>
    public SignedRule OtherReferrers { get; init; } = SignedRule.Signed;

    /// <summary>
    /// Rules by artifact type: a type as it is, or all that begin with what stands before the star (<c>application/vnd.example.*</c>).
    /// </summary>
    public IReadOnlyDictionary<string, SignedRule> Referrers { get; init; } = new Dictionary<string, SignedRule>();

    /// <summary>True when nothing differs from what holds without the member.</summary>
    public bool IsStandard =>
        Platforms == PlatformRule.Index && OtherReferrers == SignedRule.Signed && Referrers.Count == 0;

    /// <summary>The rule for a referrer: that of its type, else that of the longest prefix, else the default.</summary>
    /// <param name="artifactType">Its type as its manifest states it; null when it states none.</param>
    public SignedRule For(string? artifactType)
    {
        if (artifactType is null)
        {
            return OtherReferrers;
        }

        if (Referrers.TryGetValue(artifactType, out var exact))
        {
            return exact;
        }

        return Referrers
            .Where(r => r.Key.EndsWith('*') && artifactType.StartsWith(r.Key[..^1], StringComparison.Ordinal))
            .OrderByDescending(r => r.Key.Length)
            .Select(r => (SignedRule?)r.Value)
            .FirstOrDefault() ?? OtherReferrers;
    }

    /// <summary>Each rule that differs from the standard ones in words; empty when none does.</summary>
    public IReadOnlyList<string> Describe()
    {
        var lines = new List<string>();
        if (Platforms != PlatformRule.Index)
        {
            lines.Add("each platform of an index signed itself");
        }

        if (OtherReferrers != SignedRule.Signed)
        {
            lines.Add("referrers may be unsigned");
        }

        lines.AddRange(Referrers.Select(r => r.Value == SignedRule.Signed
            ? $"referrers of type {r.Key} signed"
            : $"referrers of type {r.Key} may be unsigned"));
        return lines;
    }
}
