using System.Diagnostics.CodeAnalysis;

namespace Signet.Oci.References;

/// <summary>
/// A reference into a registry: <c>host[:port]/repository[:tag|@digest]</c> (distribution-spec, "Pulling manifests").
/// With both tag and digest, the digest counts.
/// </summary>
public sealed record RegistryReference
{
    private const string Expecting =
        "Expecting <registry>/<repository>:<tag> or <registry>/<repository>@<digest>";

    /// <summary>Host, with port when one was given, as typed.</summary>
    public required string Registry { get; init; }

    /// <summary>Repository path.</summary>
    public required string Repository { get; init; }

    /// <summary>Tag; null when the reference has none or names a digest.</summary>
    public string? Tag { get; init; }

    /// <summary>Digest; null when the reference has none.</summary>
    public Digest? Digest { get; init; }

    /// <summary><c>registry/repository</c>.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>The tag or digest as a repository's members take it; null when the reference has neither.</summary>
    public string? Reference => Digest?.ToString() ?? Tag;

    /// <summary>Reads <paramref name="text"/>. Tag and digest may both be missing.</summary>
    /// <exception cref="FormatException">It is not a reference; the message quotes it and says why.</exception>
    public static RegistryReference Parse(string text) =>
        TryParse(text, out var reference, out var fault) ? reference : throw new FormatException(fault);

    /// <summary>
    /// Reads <paramref name="text"/>; on failure <paramref name="fault"/> is the whole message, the quoted text included.
    /// </summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out RegistryReference? reference,
        [NotNullWhen(false)] out string? fault)
    {
        reference = null;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (text is null || slash < 0)
        {
            fault = Fault(text, "missing registry or repository");
            return false;
        }

        var registry = text[..slash];
        var path = text[(slash + 1)..];
        string? tag = null;
        string? digestText = null;
        if (path.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            digestText = path[(at + 1)..];
            path = path[..at];
            // repository:tag@digest: the digest names the content, the tag is a comment.
            path = path.IndexOf(':', StringComparison.Ordinal) is >= 0 and var ignored ? path[..ignored] : path;
        }
        else if (path.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
        {
            tag = path[(colon + 1)..];
            path = path[..colon];
        }

        if (!RepositoryName.IsValidRegistry(registry))
        {
            fault = Fault(text, $"invalid registry \"{registry}\"");
            return false;
        }

        if (!RepositoryName.IsValid(path))
        {
            fault = Fault(text, $"invalid repository \"{path}\"");
            return false;
        }

        Digest? digest = null;
        if (!string.IsNullOrEmpty(digestText))
        {
            if (!Oci.Digest.TryParse(digestText, out var parsed, out var digestFault))
            {
                fault = Fault(text, digestFault);
                return false;
            }

            digest = parsed;
        }
        else if (!string.IsNullOrEmpty(tag) && !RepositoryName.IsValidTag(tag))
        {
            fault = Fault(text, $"invalid tag \"{tag}\"");
            return false;
        }

        fault = null;
        reference = new RegistryReference
        {
            Registry = registry,
            Repository = path,
            Tag = string.IsNullOrEmpty(tag) ? null : tag,
            Digest = digest,
        };
        return true;
    }

    /// <summary>This reference, when it names a tag or a digest.</summary>
    /// <exception cref="FormatException">It names neither.</exception>
    public RegistryReference RequireTagOrDigest() =>
        Reference is null ? throw new FormatException(Fault(ToString(), "no tag or digest")) : this;

    /// <summary>The same repository, naming <paramref name="digest"/>.</summary>
    public RegistryReference WithDigest(Digest digest) => this with { Tag = null, Digest = digest };

    /// <summary>The reference as it is typed.</summary>
    public override string ToString() => Digest is { } digest ? $"{Name}@{digest}" : Tag is null ? Name : $"{Name}:{Tag}";

    private static string Fault(string? text, string reason) => $"\"{text}\": invalid reference: {reason}. {Expecting}";
}
