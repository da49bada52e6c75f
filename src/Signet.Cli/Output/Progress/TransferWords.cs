namespace Signet.Cli.Output.Progress;

/// <summary>The words of lines about content that is moved; those of <c>oras</c>, which scripts match on.</summary>
/// <param name="Started">Its bytes begin to move.</param>
/// <param name="Done">It is stored.</param>
internal sealed record TransferWords(string Started, string Done)
{
    public static TransferWords Push { get; } = new("Uploading", "Uploaded") { Restored = "Exists", Width = 9 };

    public static TransferWords Pull { get; } = new("Downloading", "Downloaded")
    {
        Processing = "Processing", Skipped = "Skipped", Width = 11,
    };

    public static TransferWords Copy { get; } = new("Copying", "Copied") { Restored = "Skipped", Width = 7 };

    /// <summary>A manifest was read, and what it names comes now; null when manifests come last.</summary>
    public string? Processing { get; init; }

    /// <summary>It was there already; or, of a pull, it has no name to be written under.</summary>
    public string Skipped { get; init; } = "Exists";

    /// <summary>The registry took it over from another of its repositories.</summary>
    public string Mounted { get; init; } = "Mounted";

    /// <summary>It has the content of another file.</summary>
    public string Restored { get; init; } = "Restored";

    /// <summary>Columns the word takes.</summary>
    public required int Width { get; init; }
}
