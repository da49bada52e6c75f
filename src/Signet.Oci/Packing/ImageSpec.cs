namespace Signet.Oci.Packing;

/// <summary>The version of the OCI image specification a manifest is made by.</summary>
public enum ImageSpec
{
    /// <summary>1.0: the type of an artifact is the media type of its configuration.</summary>
    Version10,

    /// <summary>1.1: the manifest states the type of the artifact, and an empty configuration says nothing.</summary>
    Version11,
}
