using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary;
using Signet.Notary.Blobs;
using Signet.Oci;
using Signet.Signatures;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Where the signatures of blobs lie, and reading them.</summary>
internal static class SignatureFiles
{
    private static readonly string[] Formats = [NotaryMediaTypes.Jws, NotaryMediaTypes.Cose];

    /// <summary>The path of a blob's signature, without a leading <c>./</c>.</summary>
    /// <param name="blobPath">The blob.</param>
    /// <param name="directory">Where signatures lie; null for beside the blob.</param>
    /// <param name="envelopeMediaType">Format of the signature.</param>
    public static string PathOf(string blobPath, string? directory, string envelopeMediaType)
    {
        var path = Path.Combine(
            directory ?? Path.GetDirectoryName(blobPath) ?? "", BlobSignatureFile.NameOf(blobPath, envelopeMediaType));
        return path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
    }

    /// <summary>The signatures of a blob that are there, of both formats.</summary>
    public static IReadOnlyList<string> Find(string blobPath, string? directory) =>
        [.. Formats.Select(f => PathOf(blobPath, directory, f)).Where(File.Exists)];

    /// <summary>Reads a signature; its name says the format.</summary>
    /// <exception cref="CommandException">It cannot be read, or its name does not say the format.</exception>
    public static async Task<BlobSignature> ReadAsync(string path, string doing, CancellationToken cancellationToken)
    {
        string mediaType;
        try
        {
            mediaType = BlobSignatureFile.MediaTypeOf(path);
        }
        catch (FormatException e)
        {
            throw new CommandException(TerminalText.EscapeLines(e.Message), e);
        }

        try
        {
            var envelope = await BoundedReader.ReadFileAsync(path, SignatureLimits.EnvelopeBytes, cancellationToken);
            return new(path, mediaType, envelope);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException)
        {
            throw new CommandException($"{doing}{ErrorFunnel.FileFault(e)}", e);
        }
    }
}
