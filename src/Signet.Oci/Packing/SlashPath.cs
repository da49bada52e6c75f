namespace Signet.Oci.Packing;

/// <summary>Paths with forward slashes, as titles and archives have them on every system.</summary>
internal static class SlashPath
{
    /// <summary>The shortest equal path, without looking at any file (Go's <c>path.Clean</c>).</summary>
    public static string Clean(string path)
    {
        var isRooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".." || !isRooted)
            {
                parts.Add(part);
            }
        }

        var joined = string.Join('/', parts);
        return isRooted ? "/" + joined : joined.Length > 0 ? joined : ".";
    }

    /// <summary>A path below another.</summary>
    public static string Join(string path, string below) => Clean($"{path}/{below}");

    /// <summary>This system's path with forward slashes.</summary>
    public static string FromSystem(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
}
