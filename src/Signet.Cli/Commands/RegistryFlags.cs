using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Notary.Configuration;
using Signet.Oci.Credentials;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands;

/// <summary>The flags of every command that talks to a registry.</summary>
internal sealed class RegistryFlags
{
    private readonly StringFlag _username =
        new("username", 'u', "username for registry operations (default to $NOTATION_USERNAME if not specified)");

    private readonly StringFlag _password =
        new("password", 'p', "password for registry operations (default to $NOTATION_PASSWORD if not specified)");

    private readonly BoolFlag _insecure =
        new("insecure-registry", '\0', "use HTTP protocol while connecting to registries. Should be used only for testing");

    private readonly StringFlag _caFile =
        new("ca-file", '\0', "PEM file of the certificate authorities to trust for the registry instead of the machine's");

    public void AddTo(FlagSet flags) => flags.Add(_username, _password, _insecure, _caFile);

    /// <summary>User and password from flags, else from the environment; empty when neither gives them.</summary>
    public (string Username, string Password) Credential(CommandContext context)
    {
        var credential = (
            Username: _username.IsSet ? _username.Value : context.DefaultUsername,
            Password: _password.IsSet ? _password.Value : context.DefaultPassword);
        context.Redactor.Add(credential.Password, credential.Username);
        return credential;
    }

    /// <summary>
    /// Where credentials for these registries come from: flags and environment, for one registry only, else the
    /// credential stores.
    /// </summary>
    /// <exception cref="CommandException">One credential is given for several registries.</exception>
    public ICredentialSource CredentialSource(CommandContext context, IReadOnlyCollection<string> registries)
    {
        var (username, password) = Credential(context);
        if (username.Length == 0 && password.Length == 0)
        {
            return CredentialStores.Open(context);
        }

        // A password goes to the registry it was given for. With several it is not clear which that is.
        if (registries.Count > 1)
        {
            throw new CommandException("--username and --password are for one registry, but the references name "
                + $"{registries.Count}: {Output.TerminalText.Escape(string.Join(", ", registries))}. "
                + "Use signet login for each of them instead");
        }

        var credential = username.Length == 0
            ? new Credential { RefreshToken = password }
            : new Credential { Username = username, Password = password };
        return new StaticCredentialSource(registries.First(), credential);
    }

    public async Task<RegistryClient> OpenClientAsync(
        CommandContext context,
        ICredentialSource credentials,
        ILogger logger,
        CancellationToken cancellationToken,
        ReferrersMode referrers = ReferrersMode.Auto)
    {
        var configuration = await NotaryConfiguration.LoadAsync(context.Directories, cancellationToken);
        if (configuration.Fault is { } fault)
        {
            context.WriteWarning(Output.TerminalText.Escape(fault));
        }

        return new(new RegistryClientOptions
        {
            Credentials = credentials,
            UserAgent = $"signet/{BuildFacts.Version}",
            ClientId = "signet",
            IsPlainHttp = registry =>
                PlainHttpRules.IsPlainHttp(registry, configuration.InsecureRegistries, _insecure.Value),
            CaFile = _caFile.Value.Length > 0 ? _caFile.Value : null,
            Referrers = referrers,
            TimeProvider = context.Clock,
            Logger = logger,
        });
    }
}
