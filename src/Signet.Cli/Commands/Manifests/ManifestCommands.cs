using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Manifests.Indexes;

namespace Signet.Cli.Commands.Manifests;

/// <summary><c>signet manifest</c>: manifests as they are.</summary>
internal static class ManifestCommands
{
    public static Command Create() => new CommandGroup(
        "manifest",
        "Manifest operations",
        "Works on manifests of a registry or an OCI image layout as they are.",
        [],
        new DeleteCommand(),
        new FetchCommand(),
        new FetchConfigCommand(),
        new CommandGroup(
            "index",
            "Index operations",
            "Makes and changes image indexes.",
            [],
            new CreateCommand(),
            new UpdateCommand()),
        new PushCommand());
}
