namespace Signet.Plugins.Messages;

/// <summary>Request of <c>generate-envelope</c>.</summary>
public sealed record GenerateEnvelopeRequest : PluginRequest
{
    /// <summary>The key, in the plugin's own terms.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>Media type of the payload.</summary>
    public string PayloadType { get; init; } = "";

    /// <summary>Media type of the envelope to make.</summary>
    public string SignatureEnvelopeType { get; init; } = "";

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>How long the signature counts, in seconds; null for ever.</summary>
    public long? ExpiryDurationInSeconds { get; init; }
}
