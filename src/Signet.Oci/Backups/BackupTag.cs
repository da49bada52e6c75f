namespace Signet.Oci.Backups;

/// <summary>One tag of a backup.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Descriptor">What it points at.</param>
/// <param name="Referrers">How many manifests refer to that, directly or through others; 0 when they were left aside.</param>
public sealed record BackupTag(string Tag, Descriptor Descriptor, int Referrers);
