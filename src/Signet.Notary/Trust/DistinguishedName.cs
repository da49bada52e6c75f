using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Trust;

/// <summary>
/// A distinguished name in a policy (trust-store-trust-policy.md, "Trusted Identities Constraints"): RFC 4514 text, each
/// attribute once, with at least <c>C</c>, <c>ST</c> (or <c>S</c>) and <c>O</c>.
/// </summary>
/// <remarks>
/// Values are compared character by character: no case folding and no Unicode normalisation, so a look-alike is another
/// name (attack C5).
/// </remarks>
public sealed class DistinguishedName
{
    private static readonly string[] Mandatory = ["C", "ST", "O"];

    private readonly Dictionary<string, string> _values;

    private DistinguishedName(string text, List<KeyValuePair<string, string>> attributes)
    {
        Text = text;
        Attributes = attributes;

        // The later one counts: notation lets a value follow an empty one of the same type.
        _values = new(StringComparer.Ordinal);
        foreach (var (type, value) in attributes)
        {
            _values[type] = value;
        }
    }

    /// <summary>The text it was read from.</summary>
    public string Text { get; }

    /// <summary>
    /// Types and unescaped values in the order of the text; <c>S</c> as <c>ST</c>, object identifiers of known types as
    /// their names, <c>DC</c> and <c>UID</c> as object identifiers, the form <see cref="CertificateName"/> gives them.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; }

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It breaks a rule; the message says which.</exception>
    public static DistinguishedName Parse(string text) =>
        TryParse(text, out var name, out var fault) ? name : throw new FormatException(fault);

    /// <summary>Reads <paramref name="text"/>; on failure <paramref name="fault"/> says why.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out DistinguishedName? name, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = null;
        var quoted = GoQuote.Text(text);

        // Decoding BER from a name has exhausted memory before (CVE-2023-25656); nobody needs it in a policy.
        if (text.Contains("=#", StringComparison.Ordinal))
        {
            fault = $"distinguished name (DN) {quoted} is not supported: it contains \"=#\", and values in hexadecimal "
                + "cannot be used in x509.subject identities";
            return false;
        }

        if (DistinguishedNameParser.Parse(text, out var attributes) is { } syntax)
        {
            fault = $"distinguished name (DN) {quoted} is not valid: {syntax}. A valid DN must contain 'C', 'ST' or 'S', and "
                + "'O' RDN attributes at a minimum, and follow RFC 4514 standard";
            return false;
        }

        if (attributes.Count > NotaryLimits.DistinguishedNameAttributes)
        {
            fault = $"distinguished name (DN) has {attributes.Count} RDN attributes, more than the limit of "
                + $"{NotaryLimits.DistinguishedNameAttributes}";
            return false;
        }

        var candidate = new DistinguishedName(text, attributes);
        fault = candidate.FindDuplicate() is { } duplicate
            ? $"distinguished name (DN) {quoted} has duplicate RDN attribute for {GoQuote.Text(duplicate)}, DN can only have "
                + "unique RDN attributes"
            : candidate.FindMissing() is { } missing
            ? $"distinguished name (DN) {quoted} has no mandatory RDN attribute for {GoQuote.Text(missing)}, it must contain "
                + "'C', 'ST' or 'S', and 'O' RDN attributes at a minimum"
            : null;
        name = fault is null ? candidate : null;
        return fault is null;
    }

    /// <summary>
    /// True when every attribute of this name is in <paramref name="other"/> with the same value; equal names contain each
    /// other. Two identities of one statement must not ("overlapping").
    /// </summary>
    public bool IsContainedIn(DistinguishedName other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _values.All(pair => (other._values.GetValueOrDefault(pair.Key) ?? "") == pair.Value);
    }

    /// <summary>
    /// True when no certificate can match both: they ask for different values of one attribute.
    /// </summary>
    internal bool ExcludesAllOf(DistinguishedName other) =>
        _values.Any(pair => other._values.TryGetValue(pair.Key, out var value) && value != pair.Value);

    /// <summary>True when the certificate subject <paramref name="subject"/> has this identity.</summary>
    /// <exception cref="FormatException">The subject is not well formed.</exception>
    public bool Matches(X500DistinguishedName subject) => Matches(CertificateName.Attributes(subject));

    /// <summary>
    /// True when each attribute of this name is in <paramref name="subject"/> exactly once and with exactly this value.
    /// Attributes the identity does not ask for are ignored, whatever their type.
    /// </summary>
    /// <remarks>
    /// <c>notation</c> fails on a subject with types outside of its nine, and on one with a repeated organizational unit,
    /// even when the identity asks for neither. A type that is asked for and occurs twice does not match here either:
    /// which of the values the authority vouched for as the signer's is not known.
    /// </remarks>
    public bool Matches(IReadOnlyList<NameAttribute> subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        foreach (var (type, value) in _values)
        {
            var found = subject.Where(attribute => attribute.Type == type).ToList();

            // An empty value asks for the attribute's absence, as in notation.
            if (found.Count > 1 || (found.Count == 0 ? "" : found[0].Value) != value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name as RFC 4514 text that reads back to the same attributes.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (type, value) in Attributes)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(type).Append('=');
            DistinguishedNameParser.AppendEscaped(text, value);
        }

        return text.ToString();
    }

    private string? FindDuplicate()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, value) in Attributes)
        {
            if (seen.GetValueOrDefault(type) is { Length: > 0 })
            {
                return type;
            }

            seen[type] = value;
        }

        return null;
    }

    private string? FindMissing() => Mandatory.FirstOrDefault(type => string.IsNullOrEmpty(_values.GetValueOrDefault(type)));
}
