namespace Signet.TestKit.Registries;

/// <summary>A manifest as it was put: the registry serves these bytes with this type.</summary>
public sealed record StoredManifest(string MediaType, byte[] Content);
