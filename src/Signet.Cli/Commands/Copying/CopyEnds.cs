using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.Copying;

/// <summary>What the two ends of a copy are called in errors, which say at which of them something is wrong.</summary>
internal sealed record CopyEnds(string Source, string Destination)
{
    /// <summary>Runs a part of the work.</summary>
    /// <param name="side">The end that failures are of which do not know better.</param>
    /// <param name="work">It.</param>
    /// <exception cref="CommandException">It failed; of the same class as the failure.</exception>
    public async Task<T> NameAsync<T>(CopySide side, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OciException e)
        {
            var end = (e.Side ?? side) == CopySide.Source ? Source : Destination;
            throw new CommandException(TerminalText.Escape($"{end}: {e.Message}"), e);
        }
    }
}
