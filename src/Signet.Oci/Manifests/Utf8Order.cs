namespace Signet.Oci.Manifests;

/// <summary>
/// Orders text as Go orders it, by its UTF-8 bytes. Ordinal order of .NET compares UTF-16 units and puts U+10000 before
/// U+E000.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var left = x.EnumerateRunes();
        var right = y.EnumerateRunes();
        while (true)
        {
            var hasLeft = left.MoveNext();
            var hasRight = right.MoveNext();
            if (!hasLeft || !hasRight)
            {
                return (hasLeft ? 1 : 0) - (hasRight ? 1 : 0);
            }

            if (left.Current != right.Current)
            {
                return left.Current.CompareTo(right.Current);
            }
        }
    }
}
