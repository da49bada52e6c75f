using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Manifests;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--descriptor</c> and <c>--pretty</c>.</summary>
internal sealed class DescriptorFlags(string what = "output the descriptor")
{
    private readonly BoolFlag _descriptor = new("descriptor", '\0', what);
    private readonly BoolFlag _pretty = new("pretty", '\0', "prettify JSON objects printed to stdout");

    public bool IsWanted => _descriptor.Value;

    public bool IsPretty => _pretty.Value;

    public void AddTo(FlagSet flags) => flags.Add(_descriptor, _pretty);

    /// <summary>Prints a descriptor: on one line without an end, or indented.</summary>
    public void Write(CommandContext context, Descriptor descriptor) =>
        WriteJson(context, ManifestWriter.WriteDescriptor(descriptor));

    /// <summary>Prints a document of ours.</summary>
    public void WriteJson(CommandContext context, byte[] json) => context.Out.Write(TerminalText.EscapeJson(
        IsPretty ? JsonText.Indent(json) + "\n" : Encoding.UTF8.GetString(json)));

    /// <summary>
    /// Prints a document that was fetched, byte for byte unless it is indented: what goes through a pipe must keep its
    /// digest. On a terminal, what could steer it is escaped.
    /// </summary>
    /// <exception cref="CommandException">It is to be indented and is not JSON.</exception>
    public async Task WriteFetchedAsync(CommandContext context, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!IsPretty && !context.IsTerminal)
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            await context.WriteBytesAsync(stream, cancellationToken);
            return;
        }

        var fault = JsonText.FindFault(content.Span);
        if (IsPretty && fault is not null)
        {
            throw new CommandException($"--pretty is for JSON, and this is not: {TerminalText.Escape(fault)}");
        }

        var text = IsPretty ? JsonText.Indent(content.Span) + "\n" : Encoding.UTF8.GetString(content.Span);
        context.Out.Write(fault is null ? TerminalText.EscapeJson(text) : TerminalText.EscapeControls(text));
    }
}
