namespace Signet.Notary.Plugins;

/// <summary>How a plugin signs.</summary>
public enum PluginSigningWorkflow
{
    /// <summary>It signs bytes, and the envelope is made here (<see cref="PluginSignatureProvider"/>).</summary>
    Raw,

    /// <summary>It makes whole envelopes (<see cref="PluginEnvelopeSigner"/>).</summary>
    Envelope,
}
