namespace Signet.Oci.Packing;

/// <summary>What is packed around the files.</summary>
public sealed record PackOptions
{
    /// <summary>Type of the artifact; null for none stated.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>
    /// The version of the specification; null for 1.1, and for 1.0 when there is a configuration and no artifact type,
    /// which is what <c>oras</c> makes of it.
    /// </summary>
    public ImageSpec? ImageSpec { get; init; }

    /// <summary>A file that becomes the configuration.</summary>
    public FileArgument? Config { get; init; }

    /// <summary>The platform the artifact is for; excludes <see cref="Config"/>.</summary>
    public Platform? Platform { get; init; }

    /// <summary>What the artifact refers to; null for none.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>
    /// Annotations of the manifest. The time of creation is added unless they have it, so packing twice gives two digests.
    /// </summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations of the configuration.</summary>
    public IReadOnlyDictionary<string, string> ConfigAnnotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations of each file, by the argument's path as typed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> FileAnnotations { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>True to take absolute paths, which become titles that no careful client writes to.</summary>
    public bool AllowsAbsolutePaths { get; init; }

    /// <summary>
    /// False to leave the times of files out of packed directories, so that equal content has an equal digest; true is what
    /// <c>oras</c> does.
    /// </summary>
    public bool KeepsFileTimes { get; init; } = true;

    /// <summary>Folder paths are relative to; null for the current directory.</summary>
    public string? BaseDirectory { get; init; }

    /// <summary>Where directories are packed before they are pushed; null for the system's.</summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>Told how far a file or directory is read; called in turn.</summary>
    public Action<PackingStep>? Progress { get; init; }

    /// <summary>The clock of the time of creation.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The caps of what is packed: entries of a directory.</summary>
    public OciLimits Limits { get; init; } = OciLimits.Default;
}
