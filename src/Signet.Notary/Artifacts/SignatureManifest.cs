using System.Diagnostics.CodeAnalysis;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Signatures;

namespace Signet.Notary.Artifacts;

/// <summary>
/// The manifest that stores a signature (signature-specification.md, "Storage"). Three forms are read: the image
/// manifest with <c>artifactType</c> and an empty configuration, the older one whose configuration has the signature's
/// type, and the artifact manifest that OCI removed again.
/// </summary>
internal static class SignatureManifest
{
    /// <summary>The rule that the manifest names the artifact as its subject; broken, it is another's signature.</summary>
    public const string SubjectRule = "subject";

    /// <summary>The rule that the manifest has the form of a signature.</summary>
    public const string FormRule = "signature-manifest";

    /// <summary>The envelope's descriptor, or what is wrong.</summary>
    public static bool TryRead(
        Manifest manifest,
        Descriptor artifact,
        [NotNullWhen(true)] out Descriptor? envelope,
        [NotNullWhen(false)] out SignatureManifestFault? fault)
    {
        fault = FindFormFault(manifest) ?? FindSubjectFault(manifest, artifact);
        envelope = fault is null ? manifest.Layers[0] : null;
        return fault is null;
    }

    private static SignatureManifestFault? FindFormFault(Manifest manifest)
    {
        if (manifest.MediaType is not (MediaTypes.ImageManifest or MediaTypes.ArtifactManifest))
        {
            return new(
                FormRule,
                $"a signature is stored in an OCI image manifest, not in \"{manifest.MediaType}\"");
        }

        var type = manifest.ArtifactType ?? manifest.Config?.MediaType;
        if (type != NotaryMediaTypes.Signature)
        {
            return new(FormRule, $"the manifest is of type \"{type}\", not \"{NotaryMediaTypes.Signature}\"");
        }

        // artifactType and the configuration's type go together: the one states the type, the other must not.
        if (manifest.MediaType == MediaTypes.ImageManifest
            && manifest.ArtifactType is not null
            && manifest.Config?.MediaType != MediaTypes.EmptyJson)
        {
            return new(
                FormRule,
                $"a signature manifest with an artifactType has a configuration of type \"{MediaTypes.EmptyJson}\", "
                + $"not \"{manifest.Config?.MediaType}\"");
        }

        return manifest.Layers.Count == 1
            ? null
            : new(
                FormRule,
                $"a signature manifest requires exactly one signature envelope blob, and this has {manifest.Layers.Count}");
    }

    private static SignatureManifestFault? FindSubjectFault(Manifest manifest, Descriptor artifact)
    {
        if (manifest.Subject is not { } subject)
        {
            return new(SubjectRule, "the signature manifest names no subject");
        }

        return subject.NamesSameContent(artifact)
            ? null
            : new(
                SubjectRule,
                $"the signature manifest's subject is {Describe(subject)}, while the artifact is {Describe(artifact)}");
    }

    private static string Describe(Descriptor descriptor) =>
        $"{descriptor.Digest} of {descriptor.Size} bytes and type \"{descriptor.MediaType}\"";
}
