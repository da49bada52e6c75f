using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Blobs;
using Signet.Cli.Commands.Bundles;
using Signet.Cli.Commands.Cache;
using Signet.Cli.Commands.Certificates;
using Signet.Cli.Commands.Completion;
using Signet.Cli.Commands.Copying;
using Signet.Cli.Commands.Keys;
using Signet.Cli.Commands.Manifests;
using Signet.Cli.Commands.Plugins;
using Signet.Cli.Commands.Policies;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Registries;
using Signet.Cli.Commands.Repositories;
using Signet.Cli.Commands.Revocation;

namespace Signet.Cli.Commands;

/// <summary>The tree of commands.</summary>
internal sealed class RootCommand : Command
{
    public RootCommand()
        : base("signet", "Signet - a tool to sign and verify artifacts")
    {
        Description = "Signet - a tool to sign and verify artifacts";
        AddSubcommands(
            new Files.AttachCommand(),
            new BackupCommand(),
            BlobCommands.Create(),
            BundleCommands.Create(),
            CacheCommands.Create(),
            CertificateCommands.Create(),
            CompletionCommands.Create(),
            new CompleteCommand("__complete", withDescriptions: true),
            new CompleteCommand("__completeNoDesc", withDescriptions: false),
            new CopyCommand(),
            new DiscoverCommand(),
            new HelpCommand(),
            new Artifacts.InspectCommand(),
            KeyCommands.Create(),
            new Artifacts.ListCommand(),
            new LoginCommand(),
            new LogoutCommand(),
            ManifestCommands.Create(),
            PluginCommands.Create(),
            PolicyCommands.Create(),
            new Promotion.PromoteCommand(),
            new Files.PullCommand(),
            new Files.PushCommand(),
            RepositoryCommands.Create(),
            new ResolveCommand(),
            new RestoreCommand(),
            RevocationCommands.Create(),
            new Artifacts.SignCommand(),
            new TagCommand(),
            new Artifacts.TreeCommand(),
            new TrustCommand(),
            new Artifacts.VerifyCommand(),
            new VersionCommand());
    }

    public override bool IsRunnable => false;

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(CommandHelp.Print(this, context));
}
