using Signet.Oci.References;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>A reference that names an artifact by tag or digest, in a registry or in a layout.</summary>
internal sealed class ArtifactReference
{
    private ArtifactReference(string text, RegistryReference? registry, LayoutReference? layout)
    {
        Text = text;
        InRegistry = registry;
        InLayout = layout;
    }

    /// <summary>As it was typed.</summary>
    public string Text { get; }

    public RegistryReference? InRegistry { get; }

    public LayoutReference? InLayout { get; }

    /// <summary>The tag; null when the reference names a digest, which cannot move.</summary>
    public string? Tag => InLayout is null ? InRegistry!.Tag : InLayout.Tag;

    /// <summary>Tag or digest.</summary>
    public string TagOrDigest => InLayout?.Reference ?? InRegistry!.Reference!;

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It names no artifact; the message quotes it and says why.</exception>
    public static ArtifactReference Parse(string text, bool isLayout) => isLayout
        ? new(text, null, LayoutReference.Parse(text).RequireTagOrDigest())
        : new(text, RegistryReference.Parse(text).RequireTagOrDigest(), null);
}
