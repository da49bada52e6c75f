using System.Text.Json;
using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Plugins;

/// <summary>
/// What a plugin's envelope must say (plugin-extensibility.md, "generate-envelope"), in the order and words of
/// <c>notation</c>. Its signature has been verified before.
/// </summary>
internal static class PluginEnvelopeRules
{
    /// <summary>Seconds by which the expiry may be later than asked: a plugin may look at the clock twice.</summary>
    private const int ExpiryTolerance = 60;

    private const string TargetMember = "targetArtifact";

    /// <summary>Members of a descriptor (OCI image-spec, "Content Descriptors").</summary>
    private static readonly string[] DescriptorMembers =
        ["mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType"];

    /// <summary>Annotations that the signer sets itself.</summary>
    private static readonly string[] OwnAnnotations = [ThumbprintAnnotation.Key, "org.opencontainers.image.created"];

    /// <summary>What is wrong; null when the envelope signs what was to be signed.</summary>
    public static string? FindFault(PluginEnvelopeRequest request, EnvelopeContent content)
    {
        if (content.ContentType != NotaryMediaTypes.Payload)
        {
            return $"payload content type {PluginText.Quoted(content.ContentType)} not supported";
        }

        if (!TargetArtifact.TryRead(request.Payload.Span, out var asked, out var fault))
        {
            throw new ArgumentException(fault, nameof(request));
        }

        if (!TargetArtifact.TryRead(content.Payload.Span, out var signed, out fault))
        {
            return $"generated signature failed verification: {PluginText.Printable(fault, PluginText.MessageLength)}";
        }

        return FindChange(asked, signed) ?? FindUnknown(content.Payload) ?? FindExpiryFault(request.Expiry, content);
    }

    /// <summary>
    /// The annotations of an answer without those that the signer sets itself, which <c>notation</c> overwrites too.
    /// </summary>
    /// <exception cref="PluginCallException">There are too many, or they are too long.</exception>
    public static IReadOnlyDictionary<string, string> TakeAnnotations(
        string plugin, IReadOnlyDictionary<string, string>? annotations)
    {
        var taken = (annotations ?? new Dictionary<string, string>())
            .Where(a => !OwnAnnotations.Contains(a.Key, StringComparer.Ordinal))
            .ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
        var characters = taken.Sum(a => (long)a.Key.Length + a.Value.Length);
        return taken.ContainsKey("")
            ? throw Malformed(plugin, "an annotation without a name")
            : taken.Count > NotaryLimits.PluginAnnotations || characters > NotaryLimits.PluginAnnotationCharacters
            ? throw Malformed(
                plugin,
                $"{taken.Count} annotations of {characters} characters; at most {NotaryLimits.PluginAnnotations} of "
                + $"{NotaryLimits.PluginAnnotationCharacters} are taken")
            : taken;
    }

    /// <summary>The same artifact, and every annotation as it was; more may have been added.</summary>
    private static string? FindChange(Descriptor asked, Descriptor signed)
    {
        if (!signed.NamesSameContent(asked))
        {
            return $"during signing descriptor subject has changed from {Text(asked)} to {Text(signed)}";
        }

        foreach (var (key, value) in asked.Annotations ?? new Dictionary<string, string>())
        {
            if (signed.Annotations is null || !signed.Annotations.TryGetValue(key, out var found) || found != value)
            {
                return $"during signing descriptor subject has changed from {Text(asked)} to {Text(signed)}: "
                    + $"the annotation {PluginText.Quoted(key)} is gone or has another value";
            }
        }

        return null;
    }

    /// <summary>No member that a verifier would not look at: it would be signed unseen.</summary>
    private static string? FindUnknown(ReadOnlyMemory<byte> payload)
    {
        const int Shown = 16;
        using var document = JsonDocument.Parse(payload);
        var unknown = document.RootElement.EnumerateObject()
            .Where(m => m.Name != TargetMember)
            .Concat(document.RootElement.GetProperty(TargetMember).EnumerateObject()
                .Where(m => !DescriptorMembers.Contains(m.Name, StringComparer.Ordinal)))
            .Select(m => PluginText.Quoted(m.Name))
            .Take(Shown)
            .ToArray();
        return unknown.Length == 0
            ? null
            : "during signing, following unknown attributes were added to subject descriptor: "
                + $"[{string.Join(' ', unknown)}]";
    }

    /// <summary>
    /// A signature that was to expire does, at the latest when it was to. <c>notation</c> does not look; a plugin that
    /// ignores the wish would make a signature that counts for ever.
    /// </summary>
    private static string? FindExpiryFault(TimeSpan expiry, EnvelopeContent content)
    {
        if (expiry == TimeSpan.Zero)
        {
            return null;
        }

        return content.Expiry is not { } end
            ? "the plugin ignored the expiry: its signature would count for ever. Sign without an expiry, or with a plugin that "
                + "can set one"
            : end - content.SigningTime > expiry + TimeSpan.FromSeconds(ExpiryTolerance)
            ? $"the plugin's signature counts until {GoTime.Rfc3339Utc(end)}, longer than the {expiry.TotalSeconds:0} seconds that "
                + "were asked for"
            : null;
    }

    private static string Text(Descriptor descriptor) => PluginText.Printable(
        $"{{{descriptor.MediaType} {descriptor.Digest} {descriptor.Size}}}", PluginText.MessageLength);

    private static PluginCallException Malformed(string plugin, string what) =>
        new(PluginFailure.Malformed, $"plugin {plugin} generate-envelope returned {what}");
}
