using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins.Installation;

/// <summary>A plugin that was installed.</summary>
/// <param name="Installed">What it answered before it was put in place.</param>
/// <param name="Replaced">What the plugin answered that it took the place of; null when there was none, or it was broken.</param>
public sealed record PluginInstallation(PluginMetadata Installed, PluginMetadata? Replaced);
