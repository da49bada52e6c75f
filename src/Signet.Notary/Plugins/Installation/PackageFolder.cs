using Signet.Oci.Files;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// The folder that the files of a new plugin are written to. Every file is new, has a plain name that no other has in any
/// case, and counts against one limit; modes are cut to 0755, so that nothing becomes setuid or writable by others
/// (attack H2).
/// </summary>
internal sealed class PackageFolder(string path)
{
    private const UnixFileMode ModeMask = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private long _bytes;

    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = path;

    /// <summary>Writes one file.</summary>
    /// <param name="name">A name without separators, as <see cref="PackageNames"/> has checked.</param>
    /// <param name="mode">Permissions in the source; none at all means that the source has none to tell.</param>
    /// <param name="write">Writes the content, calling back with each piece before it does.</param>
    /// <exception cref="PluginInstallException">The name is taken or that of the folder, or there is too much.</exception>
    public async Task AddAsync(
        string name, UnixFileMode mode, Func<Stream, Action<ReadOnlyMemory<byte>>, Task> write)
    {
        if (name is "" or ".")
        {
            throw new PluginInstallException(
                PluginInstallFault.Archive,
                "a file of the archive has the name of a folder. Ask the plugin's publisher for a package that is whole");
        }

        if (!_names.Add(name))
        {
            throw new PluginInstallException(
                PluginInstallFault.Archive,
                $"two files are called {PluginText.Quoted(name)} when folders and case are left aside; which one counts "
                + "would be chance. Ask the plugin's publisher for a package in which names differ");
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        await using var file = new FileStream(System.IO.Path.Combine(Path, name), options);
        await write(file, Count);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, (mode & ModeMask) == 0 ? AtomicFile.Shared : mode & ModeMask);
        }

        file.Flush(flushToDisk: true);
    }

    private void Count(ReadOnlyMemory<byte> piece)
    {
        _bytes += piece.Length;
        if (_bytes >= NotaryLimits.PluginPackageBytes)
        {
            throw PackageBytes.LimitReached("total file size");
        }
    }
}
