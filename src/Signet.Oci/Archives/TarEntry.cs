namespace Signet.Oci.Archives;

/// <summary>The header of one entry of a tar archive.</summary>
public sealed record TarEntry
{
    /// <summary>Its path as the archive has it, from whichever header states it; nothing is checked but that it is UTF-8.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required TarEntryKind Kind { get; init; }

    /// <summary>Bytes of content that follow; 0 for everything that is no file.</summary>
    public long Size { get; init; }

    /// <summary>Permission bits, setuid and the like included.</summary>
    public int Mode { get; init; }

    /// <summary>Time of the last change, whole seconds since 1970.</summary>
    public long Modified { get; init; }

    /// <summary>Target of a link.</summary>
    public string LinkName { get; init; } = "";

    /// <summary>Where the content begins in the archive.</summary>
    public long Offset { get; init; }
}
