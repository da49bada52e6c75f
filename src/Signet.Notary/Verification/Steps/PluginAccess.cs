using Signet.Notary.Plugins;

namespace Signet.Notary.Verification.Steps;

/// <summary>Plugins as one verification may use them.</summary>
/// <param name="Manager">Finds them; null when none may be started.</param>
/// <param name="Config">Their settings of this call; null when there are none.</param>
/// <param name="Slots">Room for their processes, shared by all calls of a verifier.</param>
internal sealed record PluginAccess(
    PluginManager? Manager, IReadOnlyDictionary<string, string>? Config, PluginSlots Slots);
