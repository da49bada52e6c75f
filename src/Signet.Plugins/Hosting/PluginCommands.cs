namespace Signet.Plugins.Hosting;

/// <summary>Commands and capabilities that follow from the interfaces of a plugin (plugin-extensibility.md, "Plugin capabilities").</summary>
internal static class PluginCommands
{
    /// <summary>What the plugin accepts, in the order a person reads it.</summary>
    public static IReadOnlyList<string> Of(IPlugin plugin)
    {
        var commands = new List<string> { PluginProtocol.GetMetadata };
        if (plugin is IKeyDescriber)
        {
            commands.Add(PluginProtocol.DescribeKey);
        }

        if (plugin is IRawSigner)
        {
            commands.Add(PluginProtocol.GenerateSignature);
        }

        if (plugin is IEnvelopeGenerator)
        {
            commands.Add(PluginProtocol.GenerateEnvelope);
        }

        if (plugin is ISignatureVerifier)
        {
            commands.Add(PluginProtocol.VerifySignature);
        }

        commands.Add(PluginProtocol.Version);
        return commands;
    }

    /// <summary>What the plugin can do.</summary>
    public static IReadOnlyList<string> CapabilitiesOf(IPlugin plugin)
    {
        var capabilities = new List<string>();
        if (plugin is IRawSigner)
        {
            capabilities.Add(PluginCapability.RawSignatureGenerator);
        }

        if (plugin is IEnvelopeGenerator)
        {
            capabilities.Add(PluginCapability.EnvelopeGenerator);
        }

        if (plugin is IBlobEnvelopeGenerator)
        {
            capabilities.Add(PluginCapability.BlobEnvelopeGenerator);
        }

        if (plugin is ISignatureVerifier verifier)
        {
            capabilities.AddRange(verifier.VerifierCapabilities ?? []);
        }

        return capabilities;
    }
}
