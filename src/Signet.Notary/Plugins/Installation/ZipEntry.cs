namespace Signet.Notary.Plugins.Installation;

/// <summary>An entry of a zip archive's directory.</summary>
/// <param name="Name">Its name, checked.</param>
/// <param name="RawName">Its name as it is written.</param>
/// <param name="IsRegular">True for a file; false for directories, links and all else.</param>
/// <param name="Mode">Permissions; none when the archive has none.</param>
/// <param name="Flags">General purpose flags.</param>
/// <param name="Method">Compression.</param>
/// <param name="Crc">Checksum of the content.</param>
/// <param name="CompressedBytes">Bytes in the archive.</param>
/// <param name="Bytes">Bytes of the content.</param>
/// <param name="HeaderOffset">Where its own header is.</param>
internal sealed record ZipEntry(
    string Name,
    ReadOnlyMemory<byte> RawName,
    bool IsRegular,
    UnixFileMode Mode,
    ushort Flags,
    ushort Method,
    uint Crc,
    uint CompressedBytes,
    uint Bytes,
    uint HeaderOffset);
