namespace Signet.Cli.Output.GoTemplates;

/// <summary>How <c>eq</c>, <c>lt</c> and their like compare: values of one kind only.</summary>
internal static class Comparison
{
    /// <exception cref="FormatException">They cannot be compared.</exception>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, _) or (_, null) => left is null && right is null,
        (bool a, bool b) => a == b,
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (long a, long b) => a == b,
        (long or double, long or double) => AsDouble(left).Equals(AsDouble(right)),
        _ => throw Fault(left, right),
    };

    /// <summary>Negative, zero or positive.</summary>
    /// <exception cref="FormatException">They have no order.</exception>
    public static int Order(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long a, long b) => a.CompareTo(b),
        (long or double, long or double) => AsDouble(left).CompareTo(AsDouble(right)),
        _ => throw Fault(left, right),
    };

    private static double AsDouble(object? value) => value is long whole ? whole : (double)value!;

    private static FormatException Fault(object? left, object? right) =>
        GoValue.TypeName(left) == GoValue.TypeName(right)
            ? new($"invalid type for comparison: {GoValue.TypeName(left)}")
            : new($"incompatible types for comparison: {GoValue.TypeName(left)} and {GoValue.TypeName(right)}");
}
