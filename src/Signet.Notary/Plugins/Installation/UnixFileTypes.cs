namespace Signet.Notary.Plugins.Installation;

/// <summary>The upper bits of a Unix mode, as archives keep them.</summary>
internal static class UnixFileTypes
{
    public const int PermissionMask = 0x1FF;

    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>True for a file, or where the archive does not say; false for directories, links, devices, pipes.</summary>
    public static bool IsRegular(int mode) => (mode & TypeMask) is Regular or 0;
}
