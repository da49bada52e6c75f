namespace Signet.Plugins.Messages;

/// <summary>Answer of <c>describe-key</c>.</summary>
public sealed record DescribeKeyResponse
{
    /// <summary>The request's key id, byte for byte.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>RSA-2048, RSA-3072, RSA-4096, EC-256, EC-384 or EC-521.</summary>
    public string KeySpec { get; init; } = "";
}
