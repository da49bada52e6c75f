using Signet.TestKit.Peers;

namespace Signet.Interop.Tests;

/// <summary>The two command-line tools that must agree.</summary>
internal static class Tool
{
    public const string Notation = "notation";

    public const string Signet = "signet";

    public static readonly string[] Both = [Notation, Signet];

    /// <summary>Runs one of them in a home.</summary>
    public static Task<ToolResult> RunAsync(ToolHome home, string tool, params string[] arguments) =>
        tool == Notation ? home.NotationAsync(arguments) : home.SignetAsync(arguments);
}
