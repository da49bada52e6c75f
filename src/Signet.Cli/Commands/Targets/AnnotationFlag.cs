using Signet.Cli.CommandLine;
using Signet.Cli.Output;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>-a, --annotation key=value</c>: annotations of a manifest. A value may be empty, a key may not.</summary>
internal sealed class AnnotationFlag
{
    private readonly StringArrayFlag _items = new("annotation", 'a', "manifest annotations, key=value");

    public bool IsSet => _items.IsSet;

    public void AddTo(FlagSet flags) => flags.Add(_items);

    /// <summary>The annotations.</summary>
    /// <exception cref="CommandException">One is no pair, or a key is there twice.</exception>
    public Dictionary<string, string> Read()
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in _items.Items)
        {
            var separator = item.IndexOf('=', StringComparison.Ordinal);
            if (separator <= 0)
            {
                throw new CommandException("annotation value doesn't match the required format\n"
                    + "Please use the correct format in the flag: --annotation \"key=value\"")
                {
                    ExitCode = ExitCodes.Usage,
                };
            }

            if (!annotations.TryAdd(item[..separator], item[(separator + 1)..]))
            {
                throw new CommandException($"duplicate annotation key: {TerminalText.Escape(item[..separator])}")
                {
                    ExitCode = ExitCodes.Usage,
                };
            }
        }

        return annotations;
    }
}
