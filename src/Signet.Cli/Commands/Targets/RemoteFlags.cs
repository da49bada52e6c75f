using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Registries;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Oci.Credentials;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Targets;

/// <summary>The flags <c>oras</c> has for registries: credentials, TLS, addresses, headers.</summary>
/// <remarks>
/// A password on the command line can be read by every user of the machine. The flags are there because scripts use them;
/// they warn, as those of <c>oras</c> do.
/// </remarks>
internal sealed class RemoteFlags
{
    private readonly StringFlag _username =
        new("username", 'u', "registry username (default to $NOTATION_USERNAME if not specified)");

    private readonly StringFlag _password =
        new("password", 'p', "registry password or identity token (default to $NOTATION_PASSWORD if not specified)");

    private readonly BoolFlag _passwordStdin = new("password-stdin", '\0', "read password from stdin");
    private readonly StringFlag _identityToken = new("identity-token", '\0', "registry identity token");
    private readonly BoolFlag _identityTokenStdin = new("identity-token-stdin", '\0', "read identity token from stdin");
    private readonly StringArrayFlag _registryConfig =
        new("registry-config", '\0', "path of the authentication file for registry; may be repeated, the first with a credential counts");

    private readonly BoolFlag _plainHttp = new("plain-http", '\0', "allow insecure connections to registry without SSL check");
    private readonly BoolFlag _insecure = new("insecure", '\0', "allow connections to SSL registry without certs");
    private readonly StringFlag _caFile = new("ca-file", '\0', "server certificate authority file for the remote registry");
    private readonly StringFlag _certFile = new("cert-file", '\0', "client certificate file for the remote registry");
    private readonly StringFlag _keyFile = new("key-file", '\0', "client private key file for the remote registry");
    private readonly ResolveFlag _resolve = new();
    private readonly HeaderFlag _headers = new();
    private readonly List<Flag> _all;
    private string? _secretFromInput;

    public RemoteFlags() => _all =
    [
        _username, _password, _passwordStdin, _identityToken, _identityTokenStdin, _registryConfig, _plainHttp, _insecure,
        _caFile, _certFile, _keyFile, _resolve, _headers,
    ];

    public IReadOnlyList<FlagGroup> Groups { get; } =
    [
        FlagGroup.Exclusive("username", "identity-token"),
        FlagGroup.Exclusive("username", "identity-token-stdin"),
        FlagGroup.Exclusive("password", "password-stdin", "identity-token", "identity-token-stdin"),
        FlagGroup.Exclusive("ca-file", "insecure"),
        FlagGroup.Together("cert-file", "key-file"),
    ];

    public bool ReadsInput => _passwordStdin.Value || _identityTokenStdin.Value;

    /// <summary>The name of one of these flags that was given; null when none was.</summary>
    public string? FirstSet => _all.Find(flag => flag.IsSet)?.Name;

    public void AddTo(FlagSet flags) => flags.Add([.. _all]);

    /// <summary>Warns about secrets on the command line and takes those of standard input.</summary>
    public async ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        foreach (var flag in _all.Where(f => f.IsSet && (f == _password || f == _identityToken)))
        {
            context.WriteDiagnostic(
                $"WARNING! Using --{flag.Name} via the CLI is insecure. Use --{flag.Name}-stdin.\n");
        }

        if (ReadsInput)
        {
            _secretFromInput = await SecretPrompt.ReadAllAsync(context, cancellationToken);
            if (_secretFromInput.Length == 0)
            {
                throw new CommandException("standard input holds no password or identity token");
            }
        }
    }

    /// <summary>A client for <paramref name="registry"/>; what these flags do not say comes from <paramref name="options"/>.</summary>
    public async Task<RegistryClient> OpenClientAsync(
        CommandContext context, string registry, RegistryClientOptions options, CancellationToken cancellationToken)
    {
        var configuration = await NotaryConfiguration.LoadAsync(context.Directories, cancellationToken);
        if (configuration.Fault is { } fault)
        {
            context.WriteWarning(TerminalText.Escape(fault));
        }

        foreach (var (_, value) in _headers.Items)
        {
            context.Redactor.Add(value);
        }

        return new(options with
        {
            Credentials = CredentialSource(context, registry),
            UserAgent = $"signet/{BuildFacts.Version}",
            ClientId = "signet",
            // Given as false, it asks for TLS on localhost too.
            IsPlainHttp = name => _plainHttp.IsSet
                ? _plainHttp.Value
                : name == "localhost" || PlainHttpRules.IsPlainHttp(name, configuration.InsecureRegistries, insecureRegistry: false),
            CaFile = _caFile.Value.Length > 0 ? _caFile.Value : null,
            AcceptsAnyServerCertificate = _insecure.Value,
            ClientCertificate = _certFile.IsSet ? new(_certFile.Value, _keyFile.Value) : null,
            Addresses = _resolve.Addresses,
            Headers = _headers.Items,
            TimeProvider = context.Clock,
        });
    }

    private ICredentialSource CredentialSource(CommandContext context, string registry)
    {
        var token = _identityTokenStdin.Value ? _secretFromInput! : _identityToken.Value;
        var username = _username.IsSet ? _username.Value : token.Length > 0 ? "" : context.DefaultUsername;
        var password = _passwordStdin.Value ? _secretFromInput! : _password.IsSet ? _password.Value : context.DefaultPassword;
        if (token.Length > 0 || (username.Length == 0 && password.Length > 0))
        {
            token = token.Length > 0 ? token : password;
            context.Redactor.Add(token);
            return new StaticCredentialSource(registry, new Credential { RefreshToken = token });
        }

        if (username.Length > 0 || password.Length > 0)
        {
            context.Redactor.Add(password, username);
            return new StaticCredentialSource(registry, new Credential { Username = username, Password = password });
        }

        return _registryConfig.Items.Count > 0
            ? new CredentialFiles(_registryConfig.Items)
            : CredentialStores.Open(context);
    }
}
