using Signet.Oci;
using Signet.Oci.References;

namespace Signet.Cli.Commands.Targets;

/// <summary>
/// What a command of this kind works on: a repository in a registry or an OCI image layout, and often a tag or digest in
/// it.
/// </summary>
internal sealed record Target
{
    /// <summary>As it was typed, without further tags.</summary>
    public required string Text { get; init; }

    /// <summary>Repository or layout, without tag or digest.</summary>
    public required string Path { get; init; }

    /// <summary>Tag; null when there is none or a digest counts.</summary>
    public string? Tag { get; init; }

    public Digest? Digest { get; init; }

    /// <summary>Tags after the first, from <c>name:tag1,tag2</c>.</summary>
    public IReadOnlyList<string> MoreTags { get; init; } = [];

    /// <summary>Where the registry's repository is; null for a layout.</summary>
    public RegistryReference? InRegistry { get; init; }

    public bool IsLayout => InRegistry is null;

    /// <summary>Tag or digest; null when neither was given.</summary>
    public string? Reference => Digest?.ToString() ?? Tag;

    /// <summary>The target as lines of result show it: <c>[registry] localhost:5000/app:v1</c>.</summary>
    public string Shown => $"{(IsLayout ? "[oci-layout]" : "[registry]")} {Text}";

    /// <summary>The same target by digest, as lines of result show it.</summary>
    public string ShownAt(Digest digest) => $"{(IsLayout ? "[oci-layout]" : "[registry]")} {At(digest)}";

    /// <summary>Content of this target by digest: <c>localhost:5000/app@sha256:…</c>.</summary>
    public string At(Digest digest) => $"{Path}@{digest}";

    /// <summary>Reads <paramref name="text"/>: a reference into a registry, or into a layout.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static Target Parse(string text, bool isLayout)
    {
        if (isLayout)
        {
            var layout = LayoutReference.Parse(text);
            return new() { Text = text, Path = layout.Path, Tag = layout.Tag, Digest = layout.Digest };
        }

        var reference = RegistryReference.Parse(text);
        return new()
        {
            Text = text,
            Path = reference.Name,
            Tag = reference.Tag,
            Digest = reference.Digest,
            InRegistry = reference,
        };
    }

    /// <summary>
    /// Reads <paramref name="text"/> as a tag or digest in the layout at <paramref name="path"/>, whatever else it looks
    /// like: tags of layouts often are whole references.
    /// </summary>
    public static Target InLayout(string path, string text)
    {
        var isDigest = Oci.Digest.TryParse(text, out var digest);
        return new()
        {
            Text = text,
            Path = path,
            Tag = isDigest || text.Length == 0 ? null : text,
            Digest = isDigest ? digest : null,
        };
    }
}
