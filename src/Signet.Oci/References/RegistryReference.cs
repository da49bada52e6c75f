namespace Signet.Oci.References;

/// <summary>
/// A reference into a registry: <c>host[:port]/repository[:tag|@digest]</c> (distribution-spec, "Pulling manifests").
/// With both tag and digest, the digest counts.
/// </summary>
public sealed partial record RegistryReference
{
    /// <summary>Host, with port when one was given, as typed.</summary>
    public required string Registry { get; init; }

    /// <summary>Repository path.</summary>
    public required string Repository { get; init; }

    /// <summary>Tag; null when the reference has none or names a digest.</summary>
    public string? Tag { get; init; }

    /// <summary>Digest; null when the reference has none.</summary>
    public Digest? Digest { get; init; }

    /// <summary><c>registry/repository</c>.</summary>
    public string Name => $"{Registry}/{Repository}";
}
