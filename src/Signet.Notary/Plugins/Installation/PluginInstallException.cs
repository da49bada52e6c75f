namespace Signet.Notary.Plugins.Installation;

/// <summary>A plugin was not installed; what was installed before still is.</summary>
public sealed class PluginInstallException : Exception
{
    /// <summary>A failure: what happened, to what, what to do; in the words of <c>notation</c> where it has any.</summary>
    public PluginInstallException(PluginInstallFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>What kind of failure it is.</summary>
    public PluginInstallFault Fault { get; }
}
