using System.Diagnostics.CodeAnalysis;

namespace Signet.Oci.References;

/// <summary>
/// A reference into an OCI image layout on disk: <c>path[:tag|@digest]</c>, split at the last <c>@</c>, else at the last
/// colon. Tags of a layout are free text (image-layout.md has no grammar for them).
/// </summary>
public sealed record LayoutReference
{
    private const string Expecting = "Expecting <file_path>:<tag> or <file_path>@<digest>";

    /// <summary>Directory of the layout, as typed.</summary>
    public required string Path { get; init; }

    /// <summary>Tag; null when the reference has none or names a digest.</summary>
    public string? Tag { get; init; }

    /// <summary>Digest; null when the reference has none.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The tag or digest as a repository's members take it; null when the reference has neither.</summary>
    public string? Reference => Digest?.ToString() ?? Tag;

    /// <summary>Reads <paramref name="text"/>. Tag and digest may both be missing.</summary>
    /// <exception cref="FormatException">It is not a reference; the message quotes it and says why.</exception>
    public static LayoutReference Parse(string text) =>
        TryParse(text, out var reference, out var fault) ? reference : throw new FormatException(fault);

    /// <summary>
    /// Reads <paramref name="text"/>; on failure <paramref name="fault"/> is the whole message, the quoted text included.
    /// </summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out LayoutReference? reference,
        [NotNullWhen(false)] out string? fault)
    {
        reference = null;
        text ??= "";
        var path = text;
        string? tag = null;
        Digest? digest = null;
        if (DigestSeparator(text) is >= 0 and var at)
        {
            path = text[..at];
            if (at + 1 < text.Length)
            {
                if (!Oci.Digest.TryParse(text[(at + 1)..], out var parsed, out var digestFault))
                {
                    fault = Fault(text, digestFault);
                    return false;
                }

                digest = parsed;
            }
        }
        else if (TagSeparator(text) is >= 0 and var colon)
        {
            path = text[..colon];
            tag = colon + 1 < text.Length ? text[(colon + 1)..] : null;
        }

        if (path.Length == 0)
        {
            fault = Fault(text, "missing oci-layout file path");
            return false;
        }

        fault = null;
        reference = new LayoutReference { Path = path, Tag = tag, Digest = digest };
        return true;
    }

    /// <summary>This reference, when it names a tag or a digest.</summary>
    /// <exception cref="FormatException">It names neither.</exception>
    public LayoutReference RequireTagOrDigest() =>
        Reference is null ? throw new FormatException(Fault(ToString(), "missing tag or digest")) : this;

    /// <summary>The same layout, naming <paramref name="digest"/>.</summary>
    public LayoutReference WithDigest(Digest digest) => this with { Tag = null, Digest = digest };

    /// <summary>The reference as it is typed.</summary>
    public override string ToString() => Digest is { } digest ? $"{Path}@{digest}" : Tag is null ? Path : $"{Path}:{Tag}";

    /// <summary>A digest has no separator of paths, so <c>/home/a@b/app:v1</c> has no digest but a directory with an @.</summary>
    private static int DigestSeparator(string text)
    {
        var at = text.LastIndexOf('@');
        return at >= 0 && text.AsSpan(at).IndexOfAny('/', '\\') < 0 ? at : -1;
    }

    /// <summary>The colon of <c>C:\</c> belongs to the drive.</summary>
    private static int TagSeparator(string text)
    {
        var colon = text.LastIndexOf(':');
        var isDrive = colon == 1
            && char.IsAsciiLetter(text[0])
            && text.Length > 2
            && (text[2] is '\\' or '/');
        return isDrive ? -1 : colon;
    }

    private static string Fault(string text, string reason) => $"\"{text}\": invalid reference: {reason}. {Expecting}";
}
