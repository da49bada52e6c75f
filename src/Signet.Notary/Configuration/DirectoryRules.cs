namespace Signet.Notary.Configuration;

/// <summary>Whose convention says where a user's directories are.</summary>
internal enum DirectoryRules
{
    /// <summary>XDG, then HOME.</summary>
    Unix,

    /// <summary>Below <c>~/Library</c>.</summary>
    MacOS,

    /// <summary>AppData and LocalAppData.</summary>
    Windows,
}
