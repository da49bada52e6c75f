using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Oci;

namespace Signet.TestKit.Registries;

/// <summary>One repository's content, open to the test: what is put here is not checked, lies included.</summary>
public sealed class StoredRepository
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly Dictionary<string, StoredManifest> _manifests = [];
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);

    /// <summary>Digests in the order of their coming, which is the order referrers are listed in.</summary>
    private readonly List<string> _order = [];

    /// <summary>Every tag with the digest it points at, sorted.</summary>
    public IReadOnlyDictionary<string, string> Tags
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<string, string>(_tags, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Digests of all manifests in the order of their coming.</summary>
    public IReadOnlyList<string> ManifestDigests
    {
        get
        {
            lock (_gate)
            {
                return [.. _order];
            }
        }
    }

    public IReadOnlyList<string> BlobDigests
    {
        get
        {
            lock (_gate)
            {
                return [.. _blobs.Keys];
            }
        }
    }

    public Descriptor AddBlob(ReadOnlySpan<byte> content, string mediaType = MediaTypes.OctetStream)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        SetBlob(descriptor.Digest.ToString(), content.ToArray());
        return descriptor;
    }

    public Descriptor AddManifest(
        ReadOnlySpan<byte> content, string mediaType = MediaTypes.ImageManifest, string? tag = null)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        SetManifest(descriptor.Digest.ToString(), new StoredManifest(mediaType, content.ToArray()), tag);
        return descriptor;
    }

    /// <summary>
    /// An image manifest with its blobs: the empty config, and each of <paramref name="layers"/>. With a subject it is a
    /// referrer; the fallback tag is not written.
    /// </summary>
    public Descriptor AddArtifact(
        string? tag = null,
        Descriptor? subject = null,
        string? artifactType = null,
        IReadOnlyDictionary<string, string>? annotations = null,
        params IReadOnlyList<(string MediaType, byte[] Content)> layers)
    {
        AddBlob(Descriptor.EmptyJsonContent.Span);
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.ImageManifest,
        };
        if (artifactType is not null)
        {
            manifest["artifactType"] = artifactType;
        }

        manifest["config"] = Describe(Descriptor.EmptyJson);
        manifest["layers"] = new JsonArray(
            [.. layers.Select(layer => Describe(AddBlob(layer.Content, layer.MediaType)))]);
        if (subject is not null)
        {
            manifest["subject"] = Describe(subject);
        }

        if (annotations is not null)
        {
            manifest["annotations"] = new JsonObject(
                annotations.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        return AddManifest(JsonSerializer.SerializeToUtf8Bytes(manifest), tag: tag);
    }

    public void Tag(string tag, Digest digest) => SetTag(tag, digest.ToString());

    public byte[]? FindBlob(string digest)
    {
        lock (_gate)
        {
            return _blobs.GetValueOrDefault(digest);
        }
    }

    /// <summary>A manifest by tag or digest with its digest, null when there is none.</summary>
    public (string Digest, StoredManifest Manifest)? FindManifest(string reference)
    {
        lock (_gate)
        {
            var digest = _tags.GetValueOrDefault(reference, reference);
            return _manifests.TryGetValue(digest, out var manifest) ? (digest, manifest) : null;
        }
    }

    /// <summary>Stores bytes under a digest, which need not be theirs.</summary>
    public void SetBlob(string digest, byte[] content)
    {
        lock (_gate)
        {
            _blobs[digest] = content;
        }
    }

    /// <summary>Stores a manifest under a digest, which need not be its own.</summary>
    public void SetManifest(string digest, StoredManifest manifest, string? tag = null)
    {
        lock (_gate)
        {
            if (!_manifests.ContainsKey(digest))
            {
                _order.Add(digest);
            }

            _manifests[digest] = manifest;
            if (tag is not null)
            {
                _tags[tag] = digest;
            }
        }
    }

    public bool RemoveBlob(string digest)
    {
        lock (_gate)
        {
            return _blobs.Remove(digest);
        }
    }

    /// <summary>Removes a tag, or a manifest with every tag that points at it.</summary>
    public bool RemoveManifest(string reference)
    {
        lock (_gate)
        {
            if (_tags.Remove(reference))
            {
                return true;
            }

            foreach (var tag in _tags.Where(pair => pair.Value == reference).Select(pair => pair.Key).ToList())
            {
                _tags.Remove(tag);
            }

            _order.Remove(reference);
            return _manifests.Remove(reference);
        }
    }

    /// <summary>
    /// Puts a manifest under a tag if <paramref name="condition"/>, given the digest the tag has or null, allows it; one
    /// step, so that two writers cannot both pass.
    /// </summary>
    internal bool TrySetManifest(
        string digest, StoredManifest manifest, string? tag, Func<string?, bool> condition)
    {
        lock (_gate)
        {
            var current = tag is null
                ? (_manifests.ContainsKey(digest) ? digest : null)
                : _tags.GetValueOrDefault(tag);
            if (!condition(current))
            {
                return false;
            }

            SetManifest(digest, manifest, tag);
            return true;
        }
    }

    private void SetTag(string tag, string digest)
    {
        lock (_gate)
        {
            _tags[tag] = digest;
        }
    }

    private static JsonObject Describe(Descriptor descriptor) => new JsonObject
    {
        ["mediaType"] = descriptor.MediaType,
        ["digest"] = descriptor.Digest.ToString(),
        ["size"] = descriptor.Size,
    };
}
