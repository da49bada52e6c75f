using System.Text.Json.Serialization;

namespace Signet.Plugins.Messages;

/// <summary>How the messages are written and read: camel case, base64, RFC 3339, nothing that is null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetMetadataRequest))]
[JsonSerializable(typeof(PluginMetadata))]
[JsonSerializable(typeof(DescribeKeyRequest))]
[JsonSerializable(typeof(DescribeKeyResponse))]
[JsonSerializable(typeof(GenerateSignatureRequest))]
[JsonSerializable(typeof(GenerateSignatureResponse))]
[JsonSerializable(typeof(GenerateEnvelopeRequest))]
[JsonSerializable(typeof(GenerateEnvelopeResponse))]
[JsonSerializable(typeof(VerifySignatureRequest))]
[JsonSerializable(typeof(VerifySignatureResponse))]
[JsonSerializable(typeof(PluginErrorMessage))]
public sealed partial class PluginJson : JsonSerializerContext;
