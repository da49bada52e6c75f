using Signet.Signatures.Envelopes;

namespace Signet.Notary.Plugins;

/// <summary>An envelope that a plugin made and that was verified.</summary>
/// <param name="Envelope">Its bytes, as the plugin returned them.</param>
/// <param name="Content">What it says.</param>
/// <param name="Annotations">
/// What the plugin wants to be said in the signature manifest; never the annotations that the signer sets itself.
/// </param>
public sealed record PluginEnvelope(
    byte[] Envelope, EnvelopeContent Content, IReadOnlyDictionary<string, string> Annotations);
