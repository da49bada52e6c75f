using System.Text;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Names of entries in an archive (attack H2). Entries with a bad name are not passed over: whoever made the archive meant
/// something by them.
/// </summary>
internal static class PackageNames
{
    /// <summary>Bytes of one name on every file system.</summary>
    private const int MaxNameBytes = 255;

    /// <summary>Makes sure that a name leads nowhere else.</summary>
    /// <param name="archive"><c>zip</c> or <c>tar.gz</c>, for the message.</param>
    /// <param name="name">The name, folders included.</param>
    /// <exception cref="PluginInstallException">It does.</exception>
    public static void Check(string archive, string name)
    {
        // Notation's own test and words: a..b is refused too.
        var fault = name.Contains("..", StringComparison.Ordinal) ? "contain '..'"
            : name.Length == 0 ? "be empty"
            : name[0] == '/' ? "be an absolute path"
            : name.AsSpan().IndexOfAny('\\', ':') >= 0 ? "contain a backslash or colon"
            : name.Any(char.IsControl) ? "contain control characters"
            : name.Split('/').Any(part => Encoding.UTF8.GetByteCount(part) > MaxNameBytes) ? $"be longer than {MaxNameBytes} bytes"
            : null;
        if (fault is not null)
        {
            throw new PluginInstallException(
                PluginInstallFault.Archive, $"file name in {archive} cannot {fault}, but found {PluginText.Quoted(name)}");
        }
    }

    /// <summary>Reads a name of UTF-8, which ASCII is too.</summary>
    /// <exception cref="PluginInstallException">It is of another encoding, which nobody could know.</exception>
    public static string Decode(string archive, ReadOnlySpan<byte> name)
    {
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException e)
        {
            throw new PluginInstallException(
                PluginInstallFault.Archive, $"a file name in {archive} is not in UTF-8: {Convert.ToHexString(name)}", e);
        }
    }

    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
