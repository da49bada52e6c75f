namespace Signet.Plugins;

/// <summary>Words and numbers of the plugin protocol (plugin-extensibility.md).</summary>
public static class PluginProtocol
{
    /// <summary>The contract version spoken here.</summary>
    public const string ContractVersion = "1.0";

    /// <summary>What a plugin's executable name starts with; on Windows <c>.exe</c> ends it.</summary>
    public const string ExecutablePrefix = "notation-";

    /// <summary>Command that answers with <see cref="Messages.PluginMetadata"/>; every plugin has it.</summary>
    public const string GetMetadata = "get-plugin-metadata";

    /// <summary>Command that tells the kind of a key.</summary>
    public const string DescribeKey = "describe-key";

    /// <summary>Command that signs bytes.</summary>
    public const string GenerateSignature = "generate-signature";

    /// <summary>Command that makes a whole envelope.</summary>
    public const string GenerateEnvelope = "generate-envelope";

    /// <summary>Command that takes part in verification.</summary>
    public const string VerifySignature = "verify-signature";

    /// <summary>Command for people: name and version as text. Not part of the protocol; all frameworks have it.</summary>
    public const string Version = "version";

    /// <summary>Bytes that standard input, output and error each stay under ("Plugin contract": 64 MiB).</summary>
    public const int MaxMessageBytes = 64 * 1024 * 1024;
}
