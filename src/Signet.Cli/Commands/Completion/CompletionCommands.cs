using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Completion;

/// <summary><c>signet completion</c>: one script for each shell.</summary>
internal static class CompletionCommands
{
    public static Command Create() => new CommandGroup(
        "completion",
        "Generate the autocompletion script for the specified shell",
        """
        Generates the script that lets a shell complete signet's commands, flags, key names and store names.
        The help of each subcommand says how to load it.
        """,
        [],
        new CompletionScriptCommand(
            "bash",
            """
            Generates the completion script for bash.

            For this session:
              source <(signet completion bash)

            For every session, on Linux:
              signet completion bash > /etc/bash_completion.d/signet
            """,
            ShellScripts.Bash),
        new CompletionScriptCommand(
            "zsh",
            """
            Generates the completion script for zsh.

            For this session:
              source <(signet completion zsh)

            For every session:
              signet completion zsh > "${fpath[1]}/_signet"
            """,
            ShellScripts.Zsh),
        new CompletionScriptCommand(
            "fish",
            """
            Generates the completion script for fish.

            For this session:
              signet completion fish | source

            For every session:
              signet completion fish > ~/.config/fish/completions/signet.fish
            """,
            ShellScripts.Fish),
        new CompletionScriptCommand(
            "powershell",
            """
            Generates the completion script for PowerShell.

            For this session:
              signet completion powershell | Out-String | Invoke-Expression

            For every session, add that line to your profile.
            """,
            ShellScripts.PowerShell));
}
