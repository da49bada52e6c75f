using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Repositories;

/// <summary><c>signet repo</c>: what there is in a registry.</summary>
internal static class RepositoryCommands
{
    public static Command Create() => new CommandGroup(
        "repo",
        "Repository operations",
        "Lists repositories of a registry and tags of a repository.",
        ["repository"],
        new ListCommand(),
        new TagsCommand());
}
