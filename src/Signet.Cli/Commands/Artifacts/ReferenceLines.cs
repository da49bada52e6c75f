using System.Runtime.CompilerServices;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>References from standard input: one a line; blank lines and lines that begin with <c>#</c> do not count.</summary>
internal static class ReferenceLines
{
    /// <summary>References of one run: what a cluster runs fits, an endless stream does not.</summary>
    private const int MaxReferences = 10_000;

    public static async IAsyncEnumerable<string> ReadAsync(
        TextReader input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            var reference = line.Trim();
            if (reference.Length == 0 || reference[0] == '#')
            {
                continue;
            }

            if (++count > MaxReferences)
            {
                throw new CommandException($"more than {MaxReferences} references on standard input; split the list");
            }

            yield return reference;
        }
    }
}
