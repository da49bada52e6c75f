using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>Takes in content that a descriptor or digest names, and nothing else (attacks A4, A6).</summary>
internal static class VerifiedBody
{
    /// <summary>The body of <paramref name="response"/>, which has the descriptor's size and digest.</summary>
    public static async Task<byte[]> ReadAsync(
        RegistryResponse response, Descriptor descriptor, string what, CancellationToken cancellationToken)
    {
        if (response.ContentLength is { } announced && announced != descriptor.Size)
        {
            throw Mismatch(what, $"the registry announces {announced} bytes, its descriptor says {descriptor.Size}");
        }

        byte[] content;
        try
        {
            content = await response.ReadSmallBodyAsync((int)descriptor.Size, what, cancellationToken);
        }
        catch (OciException e) when (e.Error == OciError.LimitExceeded)
        {
            throw Mismatch(what, $"it is larger than the {descriptor.Size} bytes its descriptor says");
        }

        if (content.Length != descriptor.Size)
        {
            throw Mismatch(what, $"it has {content.Length} bytes, its descriptor says {descriptor.Size}");
        }

        Check(content, descriptor.Digest, what);
        return content;
    }

    public static void Check(ReadOnlySpan<byte> content, Digest digest, string what)
    {
        if (!digest.Matches(content))
        {
            throw Mismatch(what, $"its content has the digest {Digest.Compute(digest.Algorithm, content)}");
        }
    }

    public static OciException Mismatch(string what, string how) =>
        new(OciError.ContentMismatch, $"{what}: the content is not what was asked for: {how}");
}
