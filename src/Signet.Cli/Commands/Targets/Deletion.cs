using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;

namespace Signet.Cli.Commands.Targets;

/// <summary>Deletes one thing after asking, as <c>oras</c> does.</summary>
internal static class Deletion
{
    /// <param name="context">The run.</param>
    /// <param name="target">What is named.</param>
    /// <param name="kind"><c>manifest</c> or <c>blob</c>.</param>
    /// <param name="consequence">What else goes, for the question.</param>
    /// <param name="isForced">True to ask nothing and to accept that there is none.</param>
    /// <param name="output">Whether the descriptor is printed in place of a line.</param>
    /// <param name="resolve">Finds what is named.</param>
    /// <param name="delete">Deletes it.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Exit code.</returns>
    /// <exception cref="CommandException">There is no such thing.</exception>
    public static async Task<int> RunAsync(
        CommandContext context,
        Target target,
        string kind,
        string consequence,
        bool isForced,
        DescriptorFlags output,
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
            if (!isForced)
            {
                throw new CommandException(TerminalText.Escape($"{target.Text}: the specified {kind} does not exist"), e);
            }

            if (!output.IsWanted)
            {
                context.WriteLine(TerminalText.Escape($"Missing {target.Text}"));
            }

            return 0;
        }

        if (!isForced && !await context.ConfirmAsync(
            $"Are you sure you want to delete the {kind} \"{descriptor.Digest}\"{consequence}?",
            cancellationToken,
            isEndOfInputSilent: false))
        {
            return 0;
        }

        await delete(descriptor, cancellationToken);
        if (output.IsWanted)
        {
            output.Write(context, descriptor);
        }
        else
        {
            context.WriteLine(TerminalText.Escape($"Deleted {target.Shown}"));
        }

        return 0;
    }
}
