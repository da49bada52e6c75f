using System.Buffers;
using System.Text;

namespace Signet.Oci.Archives;

/// <summary>The names of an archive's entries, as long as they stay where they are put (attack H4).</summary>
internal static class ArchiveName
{
    private const int MaxComponentBytes = 255;
    private const int MaxBytes = 4096;

    private static readonly SearchValues<char> WindowsSpecial = SearchValues.Create("\\:<>\"|?*");

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

    /// <summary>The folders and the name of an entry, without empty ones and dots.</summary>
    /// <param name="name">As the archive has it.</param>
    /// <param name="isWindows">True where Windows' rules hold.</param>
    /// <param name="maxDepth">Most components.</param>
    /// <exception cref="OciException"><see cref="OciError.UnsafeLocation"/>: it leads somewhere else; the message says how.</exception>
    public static string[] Split(string name, bool isWindows, int maxDepth)
    {
        if (name.Length == 0 || name.StartsWith('/'))
        {
            throw Unsafe(name, name.Length == 0 ? "it is empty" : "it is absolute");
        }

        if (Encoding.UTF8.GetByteCount(name) > MaxBytes)
        {
            throw Unsafe(name[..64] + "…", $"it is longer than {MaxBytes} bytes");
        }

        var components = name.Split('/').Where(part => part is not ("" or ".")).ToArray();
        if (components.Length > maxDepth)
        {
            throw Unsafe(name[..Math.Min(name.Length, 64)] + "…", $"it has more than {maxDepth} folders");
        }

        foreach (var component in components)
        {
            if (Fault(component, isWindows) is { } fault)
            {
                throw Unsafe(name, fault);
            }
        }

        return components;
    }

    /// <summary>Names an entry that is refused; what could move a terminal's cursor is shown as a question mark.</summary>
    public static OciException Unsafe(string name, string fault) => new(
        OciError.UnsafeLocation,
        $"the archive's entry \"{Clean(name)}\" is refused: {fault}. Nothing of the archive was kept");

    public static string Clean(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));

    private static string? Fault(string component, bool isWindows)
    {
        if (component == "..")
        {
            return "it climbs out of its folder";
        }

        if (component.Any(char.IsControl))
        {
            return "it has a control character";
        }

        if (Encoding.UTF8.GetByteCount(component) > MaxComponentBytes)
        {
            return $"a part of it is longer than {MaxComponentBytes} bytes";
        }

        return isWindows ? WindowsFault(component) : null;
    }

    private static string? WindowsFault(string component)
    {
        if (component.AsSpan().ContainsAny(WindowsSpecial))
        {
            return "it has a character that means something else on Windows";
        }

        if (component[^1] is '.' or ' ')
        {
            return "Windows drops a dot or space at its end";
        }

        var stem = component.Split('.')[0].TrimEnd(' ');
        return Devices.Contains(stem, StringComparer.OrdinalIgnoreCase) || IsNumberedPort(stem)
            ? "it is a device on Windows"
            : null;
    }

    private static bool IsNumberedPort(string stem) =>
        stem.Length == 4
        && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase))
        && stem[3] is (>= '0' and <= '9') or '\u00b9' or '\u00b2' or '\u00b3';
}
