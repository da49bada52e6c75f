namespace Signet.Interop.Tests;

/// <summary>The two command-line tools that must agree.</summary>
internal static class Tool
{
    public const string Notation = "notation";

    public const string Signet = "signet";

    public static readonly string[] Both = [Notation, Signet];
}
