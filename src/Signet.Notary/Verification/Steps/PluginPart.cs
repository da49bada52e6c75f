namespace Signet.Notary.Verification.Steps;

/// <summary>
/// The part of a plugin in the evaluation of one signature: found by <see cref="PluginDiscoveryStep"/>, so that later steps
/// know what they leave to it; asked by <see cref="PluginStep"/>, which then decides those.
/// </summary>
internal sealed class PluginPart
{
    /// <summary>The plugin; null when none is demanded, or it cannot be used.</summary>
    public VerificationPlugin? Found { get; set; }

    /// <summary>The checks that were left to it, with what it said.</summary>
    public IReadOnlyList<Check> Decisions { get; set; } = [];
}
