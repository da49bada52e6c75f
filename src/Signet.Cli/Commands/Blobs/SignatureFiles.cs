using Signet.Cli.CommandLine;
using Signet.Cli.Output;
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

    /// <summary>Reads a file that is a signature by what the command line says.</summary>
    /// <exception cref="CommandException">It cannot be read, or is too large for one.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedReader.ReadFileAsync(path, SignatureLimits.EnvelopeBytes, cancellationToken);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new CommandException($"failed to read signature file: read {TerminalText.Escape(path)}: is a directory");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"failed to read signature file: open {TerminalText.Escape(path)}: no such file or directory", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException)
        {
            throw new CommandException($"failed to read signature file: {ErrorFunnel.FileFault(e)}", e);
        }
    }

    /// <summary>The format of a signature, as its name says it.</summary>
    /// <exception cref="CommandException">The name does not say it.</exception>
    public static string MediaTypeOf(string path)
    {
        try
        {
            return BlobSignatureFile.MediaTypeOf(path);
        }
        catch (FormatException e)
        {
            // The line breaks of the message are ours, those of the name are not.
            var name = Path.GetFileName(path);
            throw new CommandException(
                TerminalText.EscapeLines(e.Message.Replace(name, TerminalText.Escape(name), StringComparison.Ordinal)), e);
        }
    }
}
