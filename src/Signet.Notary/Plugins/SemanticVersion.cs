using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Signet.Notary.Plugins;

/// <summary>
/// A version by Semantic Versioning 2.0.0, with which plugins and signatures name versions of plugins (plugin-extensibility.md,
/// "get-plugin-metadata"). No leading <c>v</c>, no leading zeros, nothing around it.
/// </summary>
/// <remarks>
/// The order is that of precedence (semver.org, section 11): numbers of any length are compared as numbers, a pre-release
/// comes before its release, and build metadata counts for nothing. Equality goes with the order: <c>1.0.0+a</c> equals
/// <c>1.0.0+b</c>; only <see cref="ToString"/> tells them apart.
/// </remarks>
public sealed class SemanticVersion : IComparable<SemanticVersion>, IEquatable<SemanticVersion>
{
    /// <summary>Characters of a version. One may come from a signature, and nobody's version has a tenth of these.</summary>
    public const int MaxLength = 256;

    private const int CoreNumbers = 3;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    private readonly string _text;
    private readonly string[] _core;
    private readonly string[] _preRelease;

    private SemanticVersion(string text, string[] core, string[] preRelease)
    {
        _text = text;
        _core = core;
        _preRelease = preRelease;
    }

    /// <summary>True for <c>1.0.0-rc.1</c> and the like.</summary>
    public bool IsPreRelease => _preRelease.Length > 0;

    /// <summary>Reads a version; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        if (text is null or { Length: > MaxLength })
        {
            return false;
        }

        var (release, build) = Cut(text, '+');
        var (numbers, identifiers) = Cut(release, '-');
        var core = numbers.Split('.');
        var preRelease = identifiers?.Split('.') ?? [];
        if (core.Length != CoreNumbers
            || !core.All(IsNumber)
            || !preRelease.All(i => IsIdentifier(i) && (!IsNumeric(i) || IsNumber(i)))
            || !(build?.Split('.') ?? []).All(IsIdentifier))
        {
            return false;
        }

        version = new(text, core, preRelease);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < CoreNumbers; i++)
        {
            if (CompareNumbers(_core[i], other._core[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return ComparePreReleases(_preRelease, other._preRelease);
    }

    /// <inheritdoc/>
    public bool Equals(SemanticVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SemanticVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => Cut(_text, '+').Before.GetHashCode(StringComparison.Ordinal);

    /// <summary>The version as it was written, build metadata included.</summary>
    public override string ToString() => _text;

    /// <summary>Same precedence.</summary>
    public static bool operator ==(SemanticVersion? left, SemanticVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Another precedence.</summary>
    public static bool operator !=(SemanticVersion? left, SemanticVersion? right) => !(left == right);

    /// <summary>Lower precedence.</summary>
    public static bool operator <(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) < 0;

    /// <summary>Lower or the same precedence.</summary>
    public static bool operator <=(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) <= 0;

    /// <summary>Higher precedence.</summary>
    public static bool operator >(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) > 0;

    /// <summary>Higher or the same precedence.</summary>
    public static bool operator >=(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) >= 0;

    /// <summary>No version comes before all of them.</summary>
    private static int Compare(SemanticVersion? left, SemanticVersion? right) =>
        left is null ? (right is null ? 0 : -1) : left.CompareTo(right);

    private static (string Before, string? After) Cut(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);

    private static bool IsNumeric(string text) => !text.AsSpan().ContainsAnyExcept(Digits);

    private static bool IsNumber(string text) => text == "0" || (text.Length > 0 && text[0] != '0' && IsNumeric(text));

    private static bool IsIdentifier(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(IdentifierCharacters);

    /// <summary>Without leading zeros the longer number is the larger; no type holds all of them.</summary>
    private static int CompareNumbers(string left, string right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);

    /// <summary>Section 11.3 and 11.4.</summary>
    private static int ComparePreReleases(string[] left, string[] right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length);
        }

        foreach (var (l, r) in left.Zip(right))
        {
            if (CompareIdentifiers(l, r) is not 0 and var order)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>Numbers as numbers, words as ASCII, a number before a word.</summary>
    private static int CompareIdentifiers(string left, string right) => (IsNumeric(left), IsNumeric(right)) switch
    {
        (true, true) => CompareNumbers(left, right),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(left, right),
    };
}
