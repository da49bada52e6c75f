namespace Signet.Oci.Packing;

/// <summary>A file as people name it, <c>path[:media-type]</c>, split at the last colon.</summary>
/// <param name="Path">The path, as typed.</param>
/// <param name="MediaType">The media type; null when none was given.</param>
public sealed record FileArgument(string Path, string? MediaType)
{
    /// <summary>The name its layer gets: the shortest equal path, with forward slashes.</summary>
    public string Title => SlashPath.Clean(SlashPath.FromSystem(Path));

    /// <summary>
    /// Reads <paramref name="text"/>. A path with a colon in it has one more at its end: <c>a:b:</c>.
    /// </summary>
    /// <exception cref="FormatException">It names no file; the message quotes it.</exception>
    public static FileArgument Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        if (colon == 1 && OperatingSystem.IsWindows() && char.IsAsciiLetter(text[0]))
        {
            colon = -1; // The drive.
        }

        var path = colon < 0 ? text : text[..colon];
        return path.Length > 0
            ? new FileArgument(path, colon < 0 || colon == text.Length - 1 ? null : text[(colon + 1)..])
            : throw new FormatException($"failed to parse file reference \"{text}\": it names no file; expected <path>[:<media type>]");
    }
}
