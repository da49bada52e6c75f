using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--force</c>, <c>--descriptor</c> and <c>--pretty</c>, and how one thing is deleted after asking, as <c>oras</c> does.</summary>
/// <param name="kind"><c>manifest</c> or <c>blob</c>.</param>
/// <param name="consequence">What else goes, for the question.</param>
internal sealed class Deletion(string kind, string consequence = "")
{
    private readonly DescriptorFlags _output = new();
    private readonly BoolFlag _force = new("force", 'f', "ignore nonexistent references, never prompt");

    public void AddTo(FlagSet flags)
    {
        _output.AddTo(flags);
        flags.Add(_force);
    }

    /// <exception cref="CommandException">The question would stand among what a program reads.</exception>
    public void Check()
    {
        if (_output.IsWanted && !_force.Value)
        {
            throw new CommandException("must apply --force to confirm the deletion if the descriptor is outputted");
        }
    }

    /// <param name="context">The run.</param>
    /// <param name="target">What is named.</param>
    /// <param name="resolve">Finds what is named.</param>
    /// <param name="delete">Deletes it.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Exit code.</returns>
    /// <exception cref="CommandException">There is no such thing.</exception>
    public async Task<int> RunAsync(
        CommandContext context,
        Target target,
        Func<CancellationToken, Task<Descriptor>> resolve,
        Func<Descriptor, CancellationToken, Task> delete,
        CancellationToken cancellationToken)
    {
        Descriptor descriptor;
        try
        {
            descriptor = await resolve(cancellationToken);
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
            if (!_force.Value)
            {
                throw new CommandException(TerminalText.Escape($"{target.Text}: the specified {kind} does not exist"), e);
            }

            if (!_output.IsWanted)
            {
                context.WriteLine(TerminalText.Escape($"Missing {target.Text}"));
            }

            return 0;
        }

        if (!_force.Value && !await context.ConfirmAsync(
            $"Are you sure you want to delete the {kind} \"{descriptor.Digest}\"{consequence}?",
            cancellationToken,
            isEndOfInputSilent: false))
        {
            return 0;
        }

        await delete(descriptor, cancellationToken);
        if (_output.IsWanted)
        {
            _output.Write(context, descriptor);
        }
        else
        {
            context.WriteLine(TerminalText.Escape($"Deleted {target.Shown}"));
        }

        return 0;
    }
}
