namespace Signet.Notary.Plugins.Installation;

/// <summary>Why a plugin was not installed.</summary>
public enum PluginInstallFault
{
    /// <summary>The source cannot be read, or is no file, directory or address to install from.</summary>
    Source,

    /// <summary>The download failed.</summary>
    Download,

    /// <summary>The SHA-256 is missing, is none, or is that of something else.</summary>
    Checksum,

    /// <summary>Source or content reach <see cref="NotaryLimits.PluginPackageBytes"/>.</summary>
    TooLarge,

    /// <summary>The archive is damaged, or holds what no archive of a plugin may hold.</summary>
    Archive,

    /// <summary>There is no executable of a plugin in it, or more than one, or it may not be executed.</summary>
    Executable,

    /// <summary>The new plugin did not answer as a plugin does; the inner exception says how.</summary>
    NewPlugin,

    /// <summary>The installed plugin did not; it is replaced only when that is asked for.</summary>
    ExistingPlugin,

    /// <summary>One of the two versions is no semantic version.</summary>
    Version,

    /// <summary>The same version is installed.</summary>
    SameVersion,

    /// <summary>A higher version is installed.</summary>
    Downgrade,

    /// <summary>Something that is no directory is where the plugin's directory goes, or another installation runs.</summary>
    Place,
}
