using System.IO.Compression;
using Signet.Oci;
using Signet.Oci.Archives;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Takes the files of a compressed tar archive, at any depth, under their last name; links, devices and directories are
/// passed over (attack H2). Sparse files are refused by the reader: their content is not what is in the archive.
/// </summary>
internal static class TarUnpacker
{
    /// <summary>An extended header or long name has a name of 255 bytes, and times and owners of some hundred.</summary>
    private static readonly OciLimits Limits = OciLimits.Default with
    {
        ArchiveEntries = NotaryLimits.PluginPackageEntries,
        ArchiveHeaderBytes = 64 * 1024,
    };

    /// <summary>What is passed over counts too: it costs the same time.</summary>
    private const long MaxBytes = NotaryLimits.PluginPackageBytes + (NotaryLimits.PluginPackageEntries * 4L * 512);

    /// <summary>Writes the files.</summary>
    /// <exception cref="PluginInstallException">It is no such archive, or breaks a rule.</exception>
    public static async Task UnpackAsync(Stream archive, PackageFolder folder, CancellationToken cancellationToken)
    {
        await using var unpacked = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        await using var tar = new BoundedStream(unpacked, MaxBytes, () => PackageBytes.LimitReached("total file size"));
        try
        {
            var reader = new TarReader(tar, Limits);
            while (await reader.NextAsync(cancellationToken) is { } entry)
            {
                await TakeAsync(reader, entry, folder, cancellationToken);
            }

            // To the end, where the checksum of the compression is.
            await PackageBytes.CopyAsync(tar, Stream.Null, _ => { }, cancellationToken);
        }
        catch (OciException e)
        {
            throw new PluginInstallException(PluginInstallFault.Archive, $"tar.gz: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new PluginInstallException(PluginInstallFault.Archive, $"gzip: unexpected EOF or damaged archive: {e.Message}", e);
        }
    }

    private static async Task TakeAsync(TarReader reader, TarEntry entry, PackageFolder folder, CancellationToken cancellationToken)
    {
        PackageNames.Check("tar.gz", entry.Name);
        if (entry.Size >= NotaryLimits.PluginPackageBytes)
        {
            throw PackageBytes.LimitReached("total file size");
        }

        if (entry.Kind == TarEntryKind.File)
        {
            await folder.AddAsync(
                entry.Name[(entry.Name.LastIndexOf('/') + 1)..],
                (UnixFileMode)(entry.Mode & UnixFileTypes.PermissionMask),
                (file, count) => PackageBytes.CopyAsync(reader.ReadAsync, file, count, cancellationToken));
        }
    }
}
