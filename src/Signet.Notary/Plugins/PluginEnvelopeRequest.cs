namespace Signet.Notary.Plugins;

/// <summary>What a plugin is to make an envelope of.</summary>
public sealed record PluginEnvelopeRequest
{
    /// <summary>The payload: JSON with the target artifact and its metadata.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Media type of the envelope.</summary>
    public required string EnvelopeMediaType { get; init; }

    /// <summary>How long the signature counts, in whole seconds; zero for ever.</summary>
    public TimeSpan Expiry { get; init; }
}
