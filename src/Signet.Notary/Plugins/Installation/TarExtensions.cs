using System.Globalization;
using System.Text;

namespace Signet.Notary.Plugins.Installation;

/// <summary>What goes before a tar header that has no room for a name: GNU's long names and pax records.</summary>
internal static class TarExtensions
{
    private const string PathKey = "path";
    private const string SizeKey = "size";
    private const string SparsePrefix = "GNU.sparse.";

    /// <summary>A long name, which ends with a zero byte.</summary>
    public static string ReadLongName(ReadOnlySpan<byte> content) => PackageNames.Decode("tar.gz", content.TrimEnd((byte)0));

    /// <summary>The name in pax records (<c>length key=value\n</c>); null when they have none.</summary>
    /// <exception cref="PluginInstallException">
    /// They are malformed, or change what content is: its size, or where a sparse file has it. A size beyond the header's
    /// 8 GiB is beyond every limit here.
    /// </exception>
    public static string? FindName(ReadOnlySpan<byte> content)
    {
        string? name = null;
        while (content.Length > 0)
        {
            var blank = content.IndexOf((byte)' ');
            if (blank <= 0
                || !int.TryParse(content[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1
                || length > content.Length
                || content[length - 1] != '\n')
            {
                throw TarHeader.Invalid("a pax record is damaged");
            }

            var record = content[(blank + 1)..(length - 1)];
            content = content[length..];
            var equals = record.IndexOf((byte)'=');
            var key = equals > 0 ? Encoding.UTF8.GetString(record[..equals]) : throw TarHeader.Invalid("a pax record has no name");
            if (key == PathKey)
            {
                name = PackageNames.Decode("tar.gz", record[(equals + 1)..]);
            }
            else if (key == SizeKey)
            {
                throw PackageBytes.LimitReached("total file size");
            }
            else if (key.StartsWith(SparsePrefix, StringComparison.Ordinal))
            {
                throw Sparse(name ?? key);
            }
        }

        return name;
    }

    public static PluginInstallException Sparse(string name) => new(
        PluginInstallFault.Archive, $"{PluginText.Quoted(name)} is a sparse file, which no plugin needs; pack it without --sparse");
}
