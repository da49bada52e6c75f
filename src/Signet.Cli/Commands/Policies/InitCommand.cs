using System.Security.Cryptography.X509Certificates;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Signatures.Certificates;

namespace Signet.Cli.Commands.Policies;

/// <summary>Makes a trust policy of one statement from flags, or from a signer's certificate, whose store it adds.</summary>
internal sealed class InitCommand : Command
{
    private static readonly string[] Levels = ["strict", "permissive", "audit", "skip"];

    private readonly StringFlag _name = new("name", 'n', "name of the OCI trust policy statement");
    private readonly StringArrayFlag _scopes =
        new("registry-scope", '\0', "repository the statement is for, or \"*\" for every repository");

    private readonly StringFlag _certificate =
        new("certificate", '\0', "file with the signer's certificate and its chain: the root goes into a trust store, the subject into the policy");

    private readonly StringFlag _store = new("store", '\0', "name of the trust store for the root of --certificate");
    private readonly StringArrayFlag _stores = new("trust-store", '\0', "trust store in format \"<store_type>:<store_name>\"");
    private readonly StringArrayFlag _identities = new("trusted-identity", '\0', "trusted identity, use the format \"x509.subject:<subject_of_signing_certificate>\" for x509 CA scheme");
    private readonly StringFlag _level =
        new("level", '\0', "verification level, options: strict, permissive, audit, skip", "strict") { Values = ValueSources.Of(Levels) };

    private readonly BoolFlag _force = new("force", '\0', "override the existing OCI trust policy configuration without prompt");
    private readonly EnvironmentFlag _environment = new();

    public InitCommand()
        : base("init", "Initialize OCI trust policy configuration")
    {
        Description = """
            Initializes the trust policy for OCI artifacts with one statement.

            With --certificate, the file holds a signer's certificate and its chain: the root is added to a trust store,
            and the signer's subject becomes the trusted identity. What else is missing is asked for on a terminal. A
            policy that exists is replaced only after a question, or with --force.

            Examples:
              signet policy init --certificate signer.crt --registry-scope "registry.example.com/app"
              signet policy init --name prod --registry-scope "registry.example.com/app" \
                --trust-store ca:acme --trusted-identity "x509.subject: C=US, ST=WA, O=Acme"
            """;
        Arguments = "[flags] {--certificate <file>|--name <policy_name>} --registry-scope <repository>";
        Flags.Add(_name, _scopes, _certificate, _store, _stores, _identities, _level, _force);
        _environment.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 0)
        {
            throw new CommandException($"accepts 0 arg(s), received {arguments.Count}");
        }
    }

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // What --certificate gives need not be said, and what a person can be asked for need not be either.
        var missing = new List<string>();
        if (!_name.IsSet && !_certificate.IsSet && !context.CanAsk)
        {
            missing.Add("name");
        }

        if (!_scopes.IsSet && !context.CanAsk)
        {
            missing.Add("registry-scope");
        }

        return missing.Count > 0
            ? throw new CommandException($"required flag(s) {string.Join(", ", missing.Select(GoText.Quote))} not set")
            : _store.IsSet && !_certificate.IsSet
            ? throw new CommandException("--store is for the certificate of --certificate; name a store that exists with --trust-store")
            : default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var environment = _environment.Value;
        using var certificates = await ReadCertificatesAsync(context, cancellationToken);
        if (certificates is not null && !CertificateSignature.IsSelfSigned(certificates.Anchor))
        {
            context.WriteWarning($"{GoText.Quote(_certificate.Value)} has no root: "
                + $"{TerminalText.Escape(CertificateName.Format(certificates.Anchor.SubjectName))} is trusted by itself, and whether its "
                + "issuer revoked it is not asked");
        }

        var store = certificates is null ? null : StoreName();
        var content = await ComposeAsync(certificates, store, context, cancellationToken);
        if (!await PolicyFile.Oci.ConfirmReplacementAsync(context, environment, _force.Value, cancellationToken))
        {
            return 0;
        }

        await WriteAsync(content, environment, store, certificates?.Anchor, context, cancellationToken);
        context.WriteLine("Successfully initialized OCI trust policy file to "
            + $"{TerminalText.Escape(PolicyFile.Oci.PathOf(context, environment))}.");
        return 0;
    }

    private string FileBaseName => Path.GetFileNameWithoutExtension(_certificate.Value);

    private async Task<SignerCertificates?> ReadCertificatesAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.CanAsk && !_certificate.IsSet && _stores.Items.Count == 0 && _identities.Items.Count == 0 && _level.Value != "skip")
        {
            var path = await context.AskAsync("File with the signer's certificate and its chain", "", cancellationToken);
            _certificate.Set(path.Length > 0 ? path : throw new CommandException("no certificate was named"));
        }

        return _certificate.IsSet ? await SignerCertificates.ReadAsync(_certificate.Value, cancellationToken) : null;
    }

    private TrustStoreName StoreName()
    {
        var name = _store.IsSet ? _store.Value : FileBaseName;
        return TrustStoreName.IsValidName(name)
            ? new(TrustStoreType.Ca, name)
            : throw new CommandException($"{GoText.Quote(name)} is no name for a trust store, it needs to follow [a-zA-Z0-9_.-]+ format; "
                + "give one with --store");
    }

    /// <summary>The document, valid, from flags and answers.</summary>
    private async Task<ReadOnlyMemory<byte>> ComposeAsync(
        SignerCertificates? certificates, TrustStoreName? store, CommandContext context, CancellationToken cancellationToken)
    {
        var name = _name.IsSet ? _name.Value
            : context.CanAsk ? await context.AskAsync("Name of the statement", store?.Name ?? "", cancellationToken)
            : store!.Name;
        var scopes = _scopes.IsSet ? _scopes.Items
            : (await context.AskAsync("Repositories it is for, with blanks between them, or \"*\" for every repository", "", cancellationToken))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var identities = _identities.Items;
        if (certificates is not null && identities.Count == 0)
        {
            identities = [context.CanAsk
                ? await context.AskAsync("Trusted identity", certificates.Signer is null ? "" : certificates.Identity, cancellationToken)
                : certificates.Identity];
        }

        try
        {
            return TrustPolicyWriter.Write(
                name, _level.Value, scopes, store is null ? _stores.Items : _stores.Items.Prepend(store.ToString()), identities);
        }
        catch (TrustPolicyException e)
        {
            throw new CommandException($"invalid OCI policy: {PolicyFaults.List(e)}", e);
        }
    }

    /// <summary>The store first: a policy is never there without what it trusts. Without the policy the store is undone.</summary>
    private async Task WriteAsync(
        ReadOnlyMemory<byte> content,
        string? environment,
        TrustStoreName? store,
        X509Certificate2? anchor,
        CommandContext context,
        CancellationToken cancellationToken)
    {
        var added = store is null ? null : await AddToStoreAsync(store, anchor!, context, cancellationToken);
        try
        {
            await PolicyFile.Oci.WriteAsync(context, environment, content, cancellationToken);
        }
        catch when (added is not null)
        {
            new TrustStore(context.Directories).Delete(store!, added);
            throw;
        }

        if (added is not null)
        {
            context.WriteLine($"Added {TerminalText.Escape(CertificateName.Format(anchor!.SubjectName))} to trust store {store}.");
        }
    }

    /// <summary>Name of the file that was added; null when the store has the certificate already.</summary>
    private async Task<string?> AddToStoreAsync(
        TrustStoreName store, X509Certificate2 anchor, CommandContext context, CancellationToken cancellationToken)
    {
        var trustStore = new TrustStore(context.Directories);
        var thumbprint = CertificateThumbprint.Sha256(anchor);
        if (trustStore.ListStores().Contains(store))
        {
            var found = await trustStore.LoadAsync(store, cancellationToken);
            var other = found.FirstOrDefault(c => CertificateThumbprint.Sha256(c) != thumbprint) is { } stranger
                ? TerminalText.Escape(CertificateName.Format(stranger.SubjectName))
                : null;
            foreach (var certificate in found)
            {
                certificate.Dispose();
            }

            // A policy for this signer must not trust whom the store trusts beside.
            return other is null ? null : throw new CommandException(
                $"the trust store {store} exists and trusts {other}; name another one with --store");
        }

        var file = $"{FileBaseName}.crt";
        await trustStore.AddAsync(store, file, anchor, cancellationToken);
        return file;
    }
}
