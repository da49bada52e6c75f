namespace Signet.Notary.Plugins;

/// <summary>Why a plugin could not do what it was asked.</summary>
public enum PluginFailure
{
    /// <summary>No such plugin is installed, or the name is not one.</summary>
    NotFound,

    /// <summary>The executable is not one that may be run: a symbolic link, a foreign owner, writable by others.</summary>
    Unsafe,

    /// <summary>The system cannot run it, or it ended without saying why.</summary>
    NotRunnable,

    /// <summary>It answered with something else than the protocol asks for.</summary>
    Malformed,

    /// <summary>It does not have the capability, or speaks another contract version.</summary>
    NotCapable,

    /// <summary>It answered with an error of its own; the code is in <see cref="PluginCallException.Code"/>.</summary>
    Refused,

    /// <summary>It took too long and was ended.</summary>
    TimedOut,

    /// <summary>It wrote more than the limit and was ended.</summary>
    TooLarge,

    /// <summary>Its answer is well formed and does not hold: another key, a signature that does not verify.</summary>
    NotAuthentic,
}
