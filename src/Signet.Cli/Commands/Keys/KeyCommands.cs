using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Keys;

/// <summary><c>signet key</c>: the list of signing keys.</summary>
internal static class KeyCommands
{
    public static Command Create() => new CommandGroup(
        "key",
        "Manage keys used for signing",
        """
        Manages the list of signing keys.

        Examples:
          signet key generate --key-type ec-384 --default release
          signet key add --plugin <plugin_name> --id <key_id> <key_name>
          signet key list
          signet key update --default <key_name>
          signet key delete <key_name>...
        """,
        [],
        new AddCommand(),
        new DeleteCommand(),
        new GenerateCommand(),
        new ListCommand(),
        new UpdateCommand());

    /// <summary>Names of the keys in the list, for a shell to offer; none when the list cannot be read.</summary>
    public static async ValueTask<IEnumerable<string>> NamesAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            var list = await Signet.Notary.Configuration.SigningKeyList.LoadAsync(context.Directories, cancellationToken);
            return list.Keys.Select(k => k.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or Signet.Notary.Configuration.ConfigurationException)
        {
            return [];
        }
    }
}
