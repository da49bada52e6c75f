using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;

namespace Signet.Cli.Commands.Targets;

/// <summary>Lines that say what happens to content; none when the output is for programs.</summary>
/// <param name="context">The run; null for no lines.</param>
internal sealed class StatusLines(CommandContext? context)
{
    /// <summary>A line of result.</summary>
    public void Write(string line) => context?.WriteLine(TerminalText.Escape(line));

    /// <summary><c>Uploading 0d68c57cc073 application/…</c>: what, the digest's beginning, a name.</summary>
    public void Status(string what, Descriptor descriptor, string name) =>
        Write(Text(what.PadRight(9), descriptor.Digest, name));

    /// <summary>Such a line, not escaped yet.</summary>
    public static string Text(string what, Digest digest, string name) => $"{what} {Short(digest)} {name}";

    // As oras: other algorithms in full.
    private static string Short(Digest digest) => digest.Algorithm == "sha256" ? digest.Hex[..12] : digest.ToString();
}
