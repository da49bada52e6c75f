using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Bundles;

/// <summary>The argument that names a bundle.</summary>
internal static class BundleFile
{
    /// <exception cref="CommandException">There are not exactly <paramref name="count"/> arguments.</exception>
    public static void Require(Command command, IReadOnlyList<string> arguments, int count, string what)
    {
        if (arguments.Count != count)
        {
            throw new CommandException($"{command.FullName} takes {what}: use `{command.FullName} --help` to see what parameters are required");
        }
    }
}
