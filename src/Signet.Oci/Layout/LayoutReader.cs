using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Signet.Oci.Manifests;

namespace Signet.Oci.Layout;

/// <summary>Everything that reads a layout, in a directory or an archive.</summary>
internal sealed class LayoutReader(string name, ILayoutContent content, OciLimits limits)
{
    public Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        return LayoutFault.GuardAsync($"{reference} in the layout {name}", async () =>
        {
            var index = await content.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
            if (Digest.TryParse(reference, out var digest))
            {
                return index.FindDigest(digest)?.Bare()
                    ?? await DescribeUnlistedAsync(digest, cancellationToken).ConfigureAwait(false);
            }

            // The specification lets two entries have one name; signing or verifying one of them would be a guess.
            var named = index.FindTag(reference).DistinctBy(entry => entry.Digest).ToList();
            return named.Count switch
            {
                1 => named[0].Bare(),
                0 => throw new OciException(
                    OciError.NotFound, $"not found: no manifest in the layout {name} has the tag \"{reference}\""),
                _ => throw new OciException(
                    OciError.Malformed,
                    $"the tag \"{reference}\" of the layout {name} names {named.Count} manifests: use one of the digests "
                    + string.Join(", ", named.Select(entry => entry.Digest))),
            };
        });
    }

    public async Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        ManifestReader.Read(
            descriptor, await FetchBlobAsync(descriptor, limits.ManifestBytes, cancellationToken).ConfigureAwait(false), limits);

    public Task<byte[]> FetchBlobAsync(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return LayoutFault.GuardAsync(Describe(descriptor), () => ReadVerifiedAsync(content, descriptor, maxBytes, cancellationToken));
    }

    public Task<Stream> OpenBlobAsync(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return LayoutFault.GuardAsync(Describe(descriptor), () =>
            Task.FromResult<Stream>(new VerifiedBlobStream(content.Open(descriptor.Digest, 0), descriptor)));
    }

    /// <summary>The rest of a blob whose first <paramref name="offset"/> bytes are in <paramref name="hashed"/>.</summary>
    public Task<Stream> OpenBlobAsync(Descriptor descriptor, long offset, IncrementalHash hashed) =>
        LayoutFault.GuardAsync(Describe(descriptor), () =>
        {
            try
            {
                return Task.FromResult<Stream>(
                    new VerifiedBlobStream(content.Open(descriptor.Digest, offset), descriptor, offset, hashed));
            }
            catch
            {
                hashed.Dispose();
                throw;
            }
        });

    /// <summary>A blob by its digest alone: its size is that of the file.</summary>
    public Task<Descriptor> ResolveBlobAsync(Digest digest) =>
        LayoutFault.GuardAsync($"{digest} in the layout {name}", async () =>
        {
            var file = content.Open(digest, 0);
            await using (file.ConfigureAwait(false))
            {
                return new Descriptor { MediaType = MediaTypes.OctetStream, Digest = digest, Size = file.Length };
            }
        });

    public Task<bool> ExistsAsync(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return LayoutFault.GuardAsync(Describe(descriptor), () => Task.FromResult(content.HasBlob(descriptor)));
    }

    public async IAsyncEnumerable<string> ListTagsAsync(
        string? last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var index = await LayoutFault.GuardAsync(name, () => content.ReadIndexAsync(cancellationToken)).ConfigureAwait(false);
        foreach (var tag in index.Entries
            .Select(LayoutIndex.TagOf)
            .OfType<string>()
            .Where(tag => last is null || Utf8Order.Instance.Compare(tag, last) > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(Utf8Order.Instance))
        {
            yield return tag;
        }
    }

    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var referrers = new LayoutReferrers(content, limits).ListAsync(subject, artifactType, cancellationToken);
        var next = referrers.GetAsyncEnumerator(cancellationToken);
        await using (next.ConfigureAwait(false))
        {
            while (await LayoutFault.GuardAsync(
                $"referrers of {subject} in the layout {name}", () => next.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                yield return next.Current;
            }
        }
    }

    /// <summary>Reads a blob of at most <paramref name="maxBytes"/> and checks its size and digest.</summary>
    public static async Task<byte[]> ReadVerifiedAsync(
        ILayoutContent content, Descriptor descriptor, int maxBytes, CancellationToken cancellationToken)
    {
        if (descriptor.Size > maxBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"content {descriptor.Digest} has {descriptor.Size} bytes, more than the limit of {maxBytes}");
        }

        var bytes = await content.ReadAsync(descriptor.Digest, maxBytes, cancellationToken).ConfigureAwait(false);
        ManifestReader.CheckContent(descriptor, bytes);
        return bytes;
    }

    /// <summary>
    /// A manifest that <c>index.json</c> does not list, such as a platform's in an image index, is described by what it
    /// says of itself.
    /// </summary>
    private async Task<Descriptor> DescribeUnlistedAsync(Digest digest, CancellationToken cancellationToken)
    {
        var bytes = await content.ReadAsync(digest, limits.ManifestBytes, cancellationToken).ConfigureAwait(false);
        var mediaType = ManifestReader.FindMediaType(bytes) ?? throw new OciException(
            OciError.NotFound, $"not found: {digest} in the layout {name} is a blob, not a manifest");
        var descriptor = new Descriptor { MediaType = mediaType, Digest = digest, Size = bytes.Length };
        ManifestReader.CheckContent(descriptor, bytes);
        return descriptor;
    }

    private string Describe(Descriptor descriptor) => $"{descriptor.Digest} in the layout {name}";
}
