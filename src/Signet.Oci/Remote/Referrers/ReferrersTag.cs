namespace Signet.Oci.Remote.Referrers;

/// <summary>The tag of the referrers tag schema (distribution-spec, "Referrers Tag Schema").</summary>
internal static class ReferrersTag
{
    private const int MaxAlgorithm = 32;

    private const int MaxHex = 64;

    /// <summary>
    /// The tag for <paramref name="subject"/>. Both parts are cut to the specified length: a sha512 subject has the first
    /// 64 digits, where oras-go makes a tag that is too long for any registry.
    /// </summary>
    public static string For(Digest subject)
    {
        var algorithm = subject.Algorithm;
        var hex = subject.Hex;
        return $"{algorithm[..Math.Min(algorithm.Length, MaxAlgorithm)]}-{hex[..Math.Min(hex.Length, MaxHex)]}";
    }
}
