namespace Signet.TestKit.Peers;

/// <summary>What a program did.</summary>
public sealed record ToolResult(string CommandLine, int ExitCode, string StandardOutput, string StandardError)
{
    /// <summary>Both streams with the exit code, for a test's message.</summary>
    public override string ToString() =>
        $"$ {CommandLine}\nexit code {ExitCode}\n{StandardOutput}{StandardError}";

    /// <summary>Itself when the exit code is 0.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public ToolResult Succeeded() => ExitCode == 0 ? this : throw new InvalidOperationException(ToString());
}
