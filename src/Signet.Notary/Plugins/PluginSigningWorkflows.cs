using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins;

/// <summary>Chooses how a plugin signs (signing-and-verification-workflow.md, "Guidelines for implementors").</summary>
public static class PluginSigningWorkflows
{
    /// <summary>
    /// Raw signing where the plugin has it, because then all of the envelope is made and known here; else whole envelopes.
    /// For blobs <c>notation</c> takes raw signing only.
    /// </summary>
    /// <param name="metadata">What the plugin says it can do.</param>
    /// <param name="isBlob">True to sign a blob, false an OCI artifact.</param>
    /// <exception cref="PluginCallException">It cannot sign.</exception>
    public static PluginSigningWorkflow Choose(PluginMetadata metadata, bool isBlob)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var envelope = isBlob ? PluginCapability.BlobEnvelopeGenerator : PluginCapability.EnvelopeGenerator;
        return metadata.Capabilities.Contains(PluginCapability.RawSignatureGenerator, StringComparer.Ordinal)
                ? PluginSigningWorkflow.Raw
            : metadata.Capabilities.Contains(envelope, StringComparer.Ordinal) ? PluginSigningWorkflow.Envelope
            : throw new PluginCallException(
                PluginFailure.NotCapable,
                isBlob
                    ? $"the plugin {PluginText.Quoted(metadata.Name)} lacks the signature generator capability required for blob signing"
                    : "plugin does not have signing capabilities");
    }

    /// <summary>Makes sure that a plugin can do what it is to be asked for.</summary>
    internal static void Require(PluginMetadata metadata, string capability)
    {
        if (!metadata.Capabilities.Contains(capability, StringComparer.Ordinal))
        {
            throw new PluginCallException(
                PluginFailure.NotCapable, $"the plugin {PluginText.Quoted(metadata.Name)} does not have the capability {capability}");
        }
    }
}
