using Signet.Plugins;

namespace Notation.Pkcs11.Pins;

/// <summary>Reads a PIN from a file that nobody else can read.</summary>
internal static class PinFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The first and only line of the file, without its line end.</summary>
    /// <exception cref="PluginException">It cannot be read, others can read it, or it holds no PIN.</exception>
    public static byte[] Read(string path)
    {
        var name = Escaped.Text(path);
        if (!Path.IsPathFullyQualified(path))
        {
            throw Denied($"the PIN file {name} is not named by its full path");
        }

        // Room for a line end, and one byte more so that a longer file is seen.
        var buffer = new byte[Pkcs11Limits.PinBytes + 3];
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            // Also keeps a pipe or a device from being opened, which could wait for ever: they have no length.
            if (new FileInfo(target).Length == 0)
            {
                throw Denied($"the PIN file {name} is empty or not a regular file");
            }

            using var file = File.OpenHandle(target);
            // The open file is asked, not the path: what is checked is what is read.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            {
                throw Denied($"the PIN file {name} can be read or written by others and is not used; run `chmod 600` on it");
            }

            var length = RandomAccess.Read(file, buffer, 0);
            return PinSource.Checked(Line(buffer.AsSpan(0, length)), $"the PIN file {name}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Denied($"the PIN file {name} is not there");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Denied($"the PIN file {name} cannot be read: {e.Message}");
        }
        finally
        {
            Array.Clear(buffer);
        }
    }

    private static byte[] Line(ReadOnlySpan<byte> content)
    {
        content = content is [.. var line, (byte)'\n'] ? line : content;
        content = content is [.. var cut, (byte)'\r'] ? cut : content;
        return content.ToArray();
    }

    private static PluginException Denied(string what) => new(PluginErrorCode.AccessDenied, what);
}
