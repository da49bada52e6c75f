namespace Signet.Oci.Graph;

/// <summary>One end of a copy.</summary>
public enum CopySide
{
    /// <summary>Where it comes from.</summary>
    Source,

    /// <summary>Where it goes to.</summary>
    Destination,
}
