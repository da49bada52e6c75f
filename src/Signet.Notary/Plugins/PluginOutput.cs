namespace Signet.Notary.Plugins;

/// <summary>How a plugin's process ended, and all it wrote.</summary>
internal sealed record PluginOutput(int ExitCode, byte[] Output, byte[] Errors);
