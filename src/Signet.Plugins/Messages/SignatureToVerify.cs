namespace Signet.Plugins.Messages;

/// <summary>A signature as a verification plugin sees it.</summary>
public sealed record SignatureToVerify
{
    /// <summary>Signed attributes.</summary>
    public CriticalAttributes CriticalAttributes { get; init; } = new();

    /// <summary>Names of attributes that the host does not know and the plugin must process.</summary>
    public IReadOnlyList<string>? UnprocessedAttributes { get; init; }

    /// <summary>DER certificates, leaf first, root last.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain { get; init; } = [];
}
