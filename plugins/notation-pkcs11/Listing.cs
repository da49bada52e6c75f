namespace Notation.Pkcs11;

/// <summary>What was found, for a message: in the form that a key id takes, and not more than fits.</summary>
internal static class Listing
{
    /// <summary><c>are: a, b, c</c>, or <c>is nothing</c>; in ordinal order, because tokens list as they like.</summary>
    public static string Of<T>(IReadOnlyCollection<T> found) =>
        found.Count == 0
            ? "is nothing"
            : $"{(found.Count == 1 ? "is" : "are")}: {string.Join(", ", found.Select(f => $"{f}").Order(StringComparer.Ordinal).Take(Pkcs11Limits.Listed))}"
                + (found.Count > Pkcs11Limits.Listed ? $", and {found.Count - Pkcs11Limits.Listed} more" : "");
}
