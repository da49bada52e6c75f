using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Credentials;
using Signet.Oci.References;

namespace Signet.Cli.Commands.Registries;

/// <summary>Checks a credential with its registry and stores it.</summary>
internal sealed class LoginCommand : Command
{
    private const string Documentation = "https://notaryproject.dev/docs/how-to/registry-authentication/";

    private readonly RegistryFlags _registry = new();
    private readonly LoggingFlags _logging = new();
    private readonly BoolFlag _passwordStdin = new("password-stdin", '\0', "take the password from stdin");
    private string? _passwordFromInput;

    public LoginCommand()
        : base("login", "Login to registry")
    {
        Description = """
            Logs in to a registry: checks the credential and stores it in the credentials store.

            Examples:
              signet login -u <user> --password-stdin registry.example.com
              signet login registry.example.com
            """;
        Arguments = "[flags] <server>";
        Flags.Add(_passwordStdin);
        _registry.AddTo(Flags);
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("no hostname specified");
        }
    }

    public override async ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (_passwordStdin.Value)
        {
            _passwordFromInput = await SecretPrompt.ReadAllAsync(context, cancellationToken);
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var server = context.Arguments[0];
        var (username, password) = await AskAsync(context, cancellationToken);
        context.Redactor.Add(password, username);
        if (server.Contains('/', StringComparison.Ordinal) || !RegistryReference.TryParse($"{server}/x:x", out _, out _))
        {
            throw new CommandException(
                $"failed to get registry client: invalid reference: invalid registry {GoText.Quote(server)}");
        }

        var credential = username.Length == 0
            ? new Credential { RefreshToken = password }
            : new Credential { Username = username, Password = password };
        try
        {
            await CheckAsync(context, server, credential, cancellationToken);
            await StoreAsync(context, server, credential, cancellationToken);
        }
        catch (OciException e)
        {
            throw new CommandException(TerminalText.Escape($"failed to log in to {server}: {e.Message}"), e);
        }

        context.WriteLine("Login Succeeded");
        return 0;
    }

    private async Task<(string Username, string Password)> AskAsync(
        CommandContext context, CancellationToken cancellationToken)
    {
        var (username, password) = _registry.Credential(context);
        password = _passwordFromInput ?? password;
        if (password.Length > 0 || _passwordFromInput is not null)
        {
            return password.Length > 0 ? (username, password) : throw Missing(username);
        }

        if (username.Length == 0)
        {
            username = await SecretPrompt.AskLineAsync(context, "Username: ", cancellationToken)
                ?? throw new CommandException("error reading username: EOF");
        }

        password = await SecretPrompt.AskSecretAsync(
            context, username.Length == 0 ? "Token: " : "Password: ", cancellationToken);
        return password.Length > 0 ? (username, password) : throw Missing(username);
    }

    private static CommandException Missing(string username) =>
        new(username.Length == 0 ? "token required" : "password required");

    private async Task CheckAsync(
        CommandContext context, string server, Credential credential, CancellationToken cancellationToken)
    {
        using var client = await _registry.OpenClientAsync(
            context, new StaticCredentialSource(server, credential), _logging.CreateLogger(context), cancellationToken);
        try
        {
            await client.PingAsync(server, cancellationToken);
        }
        catch (OciException e)
        {
            throw new OciException(
                e.Error, $"failed to validate the credentials for {server}: {e.Message}", e);
        }
    }

    private static async Task StoreAsync(
        CommandContext context, string server, Credential credential, CancellationToken cancellationToken)
    {
        var store = CredentialStores.Open(context);
        // Signet writes no password in plain text. One that is already there is used, with a word about it.
        if (await store.IsInPlaintextAsync(server, credential, cancellationToken))
        {
            context.WriteWarning("The credentials store is not set up. It is recommended to configure the credentials "
                + $"store to securely store your credentials. See {Documentation}.");
            context.WriteLine("Authenticated with existing credentials");
            return;
        }

        await store.StoreAsync(server, credential, cancellationToken);
    }
}
