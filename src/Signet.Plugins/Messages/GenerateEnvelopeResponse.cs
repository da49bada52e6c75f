namespace Signet.Plugins.Messages;

/// <summary>Answer of <c>generate-envelope</c>.</summary>
public sealed record GenerateEnvelopeResponse
{
    /// <summary>The envelope.</summary>
    public ReadOnlyMemory<byte> SignatureEnvelope { get; init; }

    /// <summary>Its media type, the one asked for.</summary>
    public string SignatureEnvelopeType { get; init; } = "";

    /// <summary>Annotations for the signature manifest.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
