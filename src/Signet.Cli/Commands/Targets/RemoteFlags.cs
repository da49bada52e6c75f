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
    private readonly FlagSide _side;
    private readonly StringFlag _username;
    private readonly StringFlag _password;
    private readonly BoolFlag? _passwordStdin;
    private readonly StringFlag _identityToken;
    private readonly BoolFlag? _identityTokenStdin;
    private readonly StringArrayFlag _registryConfig;
    private readonly BoolFlag _plainHttp;
    private readonly BoolFlag _insecure;
    private readonly StringFlag _caFile;
    private readonly StringFlag _certFile;
    private readonly StringFlag _keyFile;
    private readonly ResolveFlag _resolve;
    private readonly HeaderFlag _headers;
    private readonly List<Flag> _all;
    private string? _secretFromInput;

    /// <param name="side">The target they are for. Those of two sides take nothing from standard input, which is one.</param>
    /// <param name="commonAddresses">Addresses for both sides; those of the side itself come before them.</param>
    public RemoteFlags(FlagSide side, ResolveFlag? commonAddresses = null)
    {
        _side = side;
        var (prefix, whose) = side;
        var isOnly = side == FlagSide.Only;
        var user = isOnly ? " (default to $NOTATION_USERNAME if not specified)" : "";
        var secret = isOnly ? " (default to $NOTATION_PASSWORD if not specified)" : "";
        _username = new(prefix + "username", side.Shorthand('u'), $"{whose}registry username{user}");
        _password = new(prefix + "password", side.Shorthand('p'), $"{whose}registry password or identity token{secret}");
        _passwordStdin = isOnly ? new("password-stdin", '\0', "read password from stdin") : null;
        _identityToken = new(prefix + "identity-token", '\0', $"{whose}registry identity token");
        _identityTokenStdin = isOnly ? new("identity-token-stdin", '\0', "read identity token from stdin") : null;
        _registryConfig = new(
            prefix + "registry-config",
            '\0',
            $"path of the authentication file for {whose}registry; may be repeated, the first with a credential counts");
        _plainHttp = new(prefix + "plain-http", '\0', $"allow insecure connections to {whose}registry without SSL check");
        _insecure = new(prefix + "insecure", '\0', $"allow connections to {whose}SSL registry without certs");
        _caFile = new(prefix + "ca-file", '\0', $"server certificate authority file for the remote {whose}registry");
        _certFile = new(prefix + "cert-file", '\0', $"client certificate file for the remote {whose}registry");
        _keyFile = new(prefix + "key-file", '\0', $"client private key file for the remote {whose}registry");
        _resolve = new(
            prefix + "resolve",
            $"customized DNS for {whose}registry, formatted in host:port:address[:address_port]; an IPv6 address stands in brackets",
            commonAddresses);
        _headers = new(side);
        _all =
        [
            _username, _password, _identityToken, _registryConfig, _plainHttp, _insecure, _caFile, _certFile, _keyFile, _resolve,
            _headers,
        ];
        if (isOnly)
        {
            _all.AddRange([_passwordStdin!, _identityTokenStdin!]);
        }
    }

    public IReadOnlyList<FlagGroup> Groups =>
    [
        FlagGroup.Exclusive(_username.Name, _identityToken.Name),
        .. _identityTokenStdin is null ? [] : new[] { FlagGroup.Exclusive(_username.Name, _identityTokenStdin.Name) },
        FlagGroup.Exclusive(
            [.. new Flag?[] { _password, _passwordStdin, _identityToken, _identityTokenStdin }.OfType<Flag>().Select(f => f.Name)]),
        FlagGroup.Exclusive(_caFile.Name, _insecure.Name),
        FlagGroup.Together(_certFile.Name, _keyFile.Name),
    ];

    public bool ReadsInput => _passwordStdin is { Value: true } || _identityTokenStdin is { Value: true };

    /// <summary>False to leave credentials of the environment alone: they name no registry.</summary>
    public bool TakesEnvironment { get; set; } = true;

    /// <summary>True when the flags themselves say where credentials come from.</summary>
    public bool NameCredentials => _username.IsSet || _password.IsSet || _identityToken.IsSet || _registryConfig.IsSet || ReadsInput;

    /// <summary>The name of one of these flags that was given; null when none was.</summary>
    public string? FirstSet => _all.Find(flag => flag.IsSet)?.Name;

    public void AddTo(FlagSet flags) => flags.Add([.. _all]);

    /// <summary>Warns about secrets on the command line and takes those of standard input.</summary>
    public async ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        foreach (var flag in _all.Where(f => f.IsSet && (f == _password || f == _identityToken)))
        {
            var better = _side == FlagSide.Only ? $"--{flag.Name}-stdin" : "signet login";
            context.WriteDiagnostic($"WARNING! Using --{flag.Name} via the CLI is insecure. Use {better}.\n");
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
        var (defaultUsername, defaultPassword) = TakesEnvironment ? (context.DefaultUsername, context.DefaultPassword) : ("", "");
        var token = _identityTokenStdin is { Value: true } ? _secretFromInput! : _identityToken.Value;
        var username = _username.IsSet ? _username.Value : token.Length > 0 ? "" : defaultUsername;
        var password = _passwordStdin is { Value: true } ? _secretFromInput! : _password.IsSet ? _password.Value : defaultPassword;
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
